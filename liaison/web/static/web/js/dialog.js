// The dialog of the frame: links marked data-dialog open in it, unsaved input is asked about.

const dialog = document.getElementById("dialog");
const words = document.getElementById("words")?.dataset ?? {};
const clean = new WeakMap();
let opener = null;
let fresh = false;
let posts = "";

const state = (form) =>
  new URLSearchParams([...new FormData(form)].map(([key, value]) => [key, value.name ?? value])).toString();

// What came back with an error is kept nowhere but in a draft.
const refused = (form) => !form.dataset.autosave && form.querySelector('[aria-invalid="true"], .note.bad');

function watch(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) clean.set(form, refused(form) ? "" : state(form));
}

const dirty = (root) =>
  [...root.querySelectorAll("form[data-guard]")].some((form) => clean.has(form) && clean.get(form) !== state(form));

function open(url) {
  if (!dialog.contains(document.activeElement)) opener = document.activeElement;
  fresh = true;
  window.htmx.ajax("GET", url, { target: "#dialog", swap: "innerHTML", source: dialog });
}

function shut() {
  if (dialog.open) dialog.close();
}

function leave(then = shut) {
  if (!dirty(dialog)) return then();
  document.dispatchEvent(new CustomEvent("ask", {
    detail: { question: words.unsaved, then: (yes) => yes && then() },
  }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.defaultPrevented && event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    if (dialog.contains(link)) leave(() => open(link.href));
    else open(link.href);
  }
  if (event.target.closest("[data-dialog-close]")) leave();
});

dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) leave();
});
dialog?.addEventListener("cancel", (event) => {
  if (event.target !== dialog) return;
  event.preventDefault();
  leave();
});
dialog?.addEventListener("close", () => {
  // The browser tells it with its next picture: by then the dialog may be open again, with the next thing in it.
  if (dialog.open) return;
  dialog.replaceChildren();
  // A line that was shown anew meanwhile has another element under the same id.
  const back = opener?.isConnected ? opener : document.getElementById(opener?.id);
  // The browser has given it the focus already, but a text without its caret takes no key.
  back?.blur?.();
  back?.focus?.();
});

// What the form follows keeps the focus while it does.
let chosen = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  const focused = document.activeElement;
  chosen = event.detail.target === dialog && focused?.matches("[data-submit]") ? focused.id : "";
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== dialog) return;
  if (!dialog.childElementCount) return shut();
  const label = dialog.firstElementChild.getAttribute("aria-labelledby");
  if (label) dialog.setAttribute("aria-labelledby", label);
  // The next step posts to another place; nobody has typed there yet.
  const form = dialog.querySelector("form[data-guard]");
  const place = form?.getAttribute("action") ?? "";
  if (!dialog.open || fresh || place !== posts || (form && refused(form))) watch(dialog);
  posts = place;
  if (!dialog.open) dialog.showModal();
  fresh = false;
  const first =
    dialog.querySelector('[aria-invalid="true"]') ??
    (chosen ? dialog.querySelector(`#${chosen}`) : null) ??
    dialog.querySelector("[autofocus]") ??
    dialog.querySelector(".body :is(input:not([type=hidden]), select, textarea)");
  // htmx focuses [autofocus] once more when it settles, by then somebody may be typing elsewhere.
  for (const element of dialog.querySelectorAll("[autofocus]")) element.removeAttribute("autofocus");
  first?.focus();
});

document.addEventListener("dialog-close", shut);
document.addEventListener("dialog-open", (event) => open(event.detail.url ?? event.detail.value));
// What was saved is clean: from now on only later input is asked about.
document.addEventListener("saved", (event) => clean.set(event.target, state(event.target)));

watch(document);
const submitted = new WeakSet();
document.addEventListener("submit", (event) => submitted.add(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) submitted.delete(event.detail.elt);
});
// A number that is dialled, an address that is written to: the page is not left.
let dialled = 0;
document.addEventListener("click", (event) => {
  if (event.target.closest?.('a[href^="tel:"], a[href^="mailto:"]')) dialled = Date.now();
});
window.addEventListener("beforeunload", (event) => {
  const left = [...document.querySelectorAll(":is(main, #dialog) form[data-guard]")].some(
    (form) => !submitted.has(form) && clean.has(form) && clean.get(form) !== state(form),
  );
  if (left && Date.now() - dialled > 1000) event.preventDefault();
});
