// Toasts: short confirmations that leave by themselves, unless they are read, used or tell of a failure; and
// what is only spoken.

const place = document.getElementById("toasts");
const template = document.getElementById("toast-template");
const STAY = 6000;

function settle(toast) {
  const lasting = toast.classList.contains("bad");
  const readBy = new Set();
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    if (lasting || readBy.size) return;
    timer = setTimeout(() => toast.remove(), toast.querySelector("form, a") ? 2 * STAY : STAY);
  };
  for (const [by, begins, ends] of [
    ["pointer", "pointerenter", "pointerleave"],
    ["focus", "focusin", "focusout"],
  ]) {
    toast.addEventListener(begins, () => {
      readBy.add(by);
      wait();
    });
    toast.addEventListener(ends, () => {
      readBy.delete(by);
      wait();
    });
  }
  toast.addEventListener("click", (event) => event.target.closest("[data-close]") && toast.remove());
  wait();
}

function show({ text, kind, undo, href, link }) {
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  if (kind) toast.classList.add(kind);
  toast.setAttribute("role", kind === "bad" ? "alert" : "status");
  const form = toast.querySelector("form");
  const more = toast.querySelector(":scope > a");
  if (undo) {
    form.setAttribute("hx-post", undo);
    form.hidden = false;
    form.addEventListener("htmx:afterRequest", () => toast.remove());
  } else form.remove();
  if (href) {
    more.href = href;
    more.textContent = link || href;
    more.hidden = false;
  } else more.remove();
  // While a modal dialog is open only what stands inside it can be seen and used.
  (document.querySelector("dialog:modal") ?? place).append(toast);
  window.htmx?.process(toast);
  settle(toast);
}

// Inside the dialog that is open, since all else is silent then; a region tells only what comes into it later.
function speak(text) {
  const host = document.querySelector("dialog:modal") ?? document.body;
  let region = host.querySelector(":scope > [data-spoken-here]");
  if (!region) {
    region = document.createElement("p");
    region.className = "sr-only";
    region.dataset.spokenHere = "";
    region.setAttribute("role", "status");
    host.append(region);
  }
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 100);
}

document.addEventListener("speak", (event) => speak(event.detail.text));
document.addEventListener("toasts", (event) => event.detail.items.forEach(show));
for (const toast of place?.querySelectorAll(".toast") ?? []) settle(toast);
