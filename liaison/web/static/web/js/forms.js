// Forms: controls marked data-submit send their form when they change, with the button of that value if they name
// one; a form is not sent twice;
// Ctrl+Enter sends from a text of several lines; the first wrong field of a page is where the reader goes on.

document.addEventListener("change", (event) => {
  const { form, dataset } = event.target.closest?.("[data-submit]") ?? {};
  const button = dataset?.submit && form?.querySelector(`button[value="${dataset.submit}"]`);
  form?.requestSubmit(button || null);
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

// Of a page that came back.
document.querySelector('main [aria-invalid="true"]')?.focus();
