// Keys: what an element does by a click it also does by its key (data-shortcut="n", "g c", "mod k").
// Single letters rest while somebody types, and altogether when they are switched off (data-keys="off").

let before = "";
let timer = 0;

const typing = (element) =>
  element?.isContentEditable ||
  element instanceof HTMLTextAreaElement ||
  element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(element.type));

// Escape leaves a field of the page, with what stands in it.
const leaves = (element) =>
  typing(element) && !element.closest(".acts form, [popover]") && !document.querySelector("dialog:modal");

const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function find(keys) {
  const scope = document.querySelector("dialog:modal") ?? document;
  return [...scope.querySelectorAll(`[data-shortcut="${CSS.escape(keys)}"]`)].find(
    (element) => visible(element) || element.hasAttribute("data-anywhere"),
  );
}

function act(element) {
  if (typing(element)) {
    element.focus();
    element.select?.();
  } else if (element.dataset.shortcut) element.click();
}

// --- lines of a list ---------------------------------------------------------------------------

const lines = () => [...document.querySelectorAll("main :is([data-row], .timeline .entry > article)")].filter(visible);
const lineOf = (element) => element?.closest?.("[data-row], .timeline .entry > article");

function step(by) {
  const all = lines();
  if (!all.length) return false;
  const here = all.indexOf(lineOf(document.activeElement));
  const next = all[Math.min(Math.max(here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by, 0), all.length - 1)];
  if (!next.hasAttribute("tabindex")) next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function onLine(key) {
  const line = lineOf(document.activeElement);
  if (!line || line !== document.activeElement) return false;
  const target = key === "x" ? line.querySelector("input[type=checkbox]") : line.querySelector("a[href]");
  target?.click();
  return Boolean(target);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    const element = find(`mod ${key}`);
    if (element) {
      event.preventDefault();
      act(element);
    }
    return;
  }
  if (key === "Escape" && leaves(event.target)) {
    event.preventDefault();
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (key === "Enter") {
    if (onLine(key)) event.preventDefault();
    return;
  }
  if (document.documentElement.dataset.keys === "off") return;
  const keys = before ? `${before} ${key}` : key;
  clearTimeout(timer);
  before = "";
  const element = find(keys);
  let used = Boolean(element);
  if (element) act(element);
  else if (key === "j" || key === "k") used = step(key === "j" ? 1 : -1);
  else if (key === "x") used = onLine("x");
  else if (key === "g") {
    before = "g";
    timer = setTimeout(() => (before = ""), 1200);
  }
  if (used) event.preventDefault();
});
