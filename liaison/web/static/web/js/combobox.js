// Search as you type: one input, a list below it, arrow keys, Enter, Escape (the ARIA combobox pattern).
// It serves the palette at the top (options are links) and the pickers in forms (options carry values).

const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
const options = (list) => [...list.querySelectorAll('[role="option"]')];
const isCombobox = (element) => element instanceof HTMLInputElement && element.getAttribute("role") === "combobox";

function expand(input, open) {
  const list = listOf(input);
  if (!list) return;
  input.setAttribute("aria-expanded", String(open));
  list.hidden = !open;
  if (!open) mark(input, null);
}

function mark(input, option) {
  for (const other of options(listOf(input))) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

// The list belongs to the words only once its answer is there. Who types quicker and presses Enter means the
// words, not what an older list shows: the answer is waited for, and without one the words are sent.
const ASKED = new WeakSet();
const PRESSED = new WeakMap();
const PATIENCE = 1500; // milliseconds

function forget(input) {
  ASKED.delete(input);
  clearTimeout(PRESSED.get(input));
  PRESSED.delete(input);
}

function sendWords(input) {
  forget(input);
  expand(input, false);
  input.form?.requestSubmit();
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!isCombobox(input)) return;
  forget(input);
  ASKED.add(input);
  mark(input, null);
});

const isOlder = (detail, input) => {
  const words = detail.requestConfig?.formData?.get(input.name);
  return typeof words === "string" && words !== input.value;
};

const active = (input) => document.getElementById(input.getAttribute("aria-activedescendant") ?? "");

function choose(input, option) {
  if (option instanceof HTMLAnchorElement) {
    expand(input, false);
    input.blur();
    option.click();
    return;
  }
  const box = input.closest("[data-picker]");
  const value = box.querySelector("input[type=hidden]");
  value.value = option.dataset.value;
  input.value = option.dataset.text;
  input.dataset.chosen = option.dataset.text;
  expand(input, false);
  value.dispatchEvent(new Event("change", { bubbles: true }));
  box.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { ...option.dataset } }));
}

document.addEventListener("htmx:afterSwap", (event) => {
  const list = event.detail.target;
  const input = document.querySelector(`[role="combobox"][aria-controls="${list.id}"]`);
  if (!list.id || !input || isOlder(event.detail, input)) return;
  const pressed = PRESSED.has(input);
  forget(input);
  // Escape also dismisses an answer that is still on its way.
  if (document.activeElement !== input || "dismissed" in input.dataset) return;
  const first = input.hasAttribute("data-first") || input.value.trim() ? options(list)[0] ?? null : null;
  if (pressed && first) return choose(input, first);
  if (pressed) return sendWords(input);
  // Who asked for nothing need not read that nothing was found.
  expand(input, input.value.trim() !== "" || options(list).length > 0);
  mark(input, first);
  // What is no option is not read with the list.
  const text = options(list).length || list.hidden ? "" : list.textContent.trim();
  if (text) document.dispatchEvent(new CustomEvent("speak", { detail: { text } }));
});

// Quick fingers type before htmx listens to a page that has just come: ask for what stands there by then.
document.addEventListener("htmx:load", (event) => {
  const input = document.activeElement;
  if (!isCombobox(input) || !event.detail.elt.contains(input)) return;
  if (input.value !== input.defaultValue) input.dispatchEvent(new Event("typed"));
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!isCombobox(input)) return;
  if (event.key === "Escape") input.dataset.dismissed = "";
  else if (event.key !== "Tab") delete input.dataset.dismissed;
  const list = listOf(input);
  const all = options(list);
  const open = input.getAttribute("aria-expanded") === "true";
  const place = all.indexOf(active(input));
  const move = (to) => {
    event.preventDefault();
    if (!open) expand(input, true);
    mark(input, all[(to + all.length) % all.length] ?? null);
  };
  if (event.key === "ArrowDown") move(open ? place + 1 : 0);
  else if (event.key === "ArrowUp") move(place < 0 ? all.length - 1 : place - 1);
  else if (open && event.key === "Home" && event.ctrlKey) move(0);
  else if (open && event.key === "End" && event.ctrlKey) move(all.length - 1);
  else if (event.key === "Enter" && open && active(input)) {
    event.preventDefault();
    choose(input, active(input));
  } else if (event.key === "Enter" && ASKED.has(input)) {
    event.preventDefault();
    clearTimeout(PRESSED.get(input));
    PRESSED.set(input, setTimeout(() => sendWords(input), PATIENCE));
  } else if (event.key === "Escape" && open) {
    event.preventDefault();
    event.stopPropagation();
    expand(input, false);
  } else if (event.key === "Tab") expand(input, false);
});

document.addEventListener("focusin", (event) => {
  if (isCombobox(event.target)) delete event.target.dataset.dismissed;
  if (isCombobox(event.target) && options(listOf(event.target)).length) expand(event.target, true);
});
document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!isCombobox(input)) return;
  forget(input);
  expand(input, false);
  const box = input.closest("[data-picker]");
  if (!box) return;
  // Words that were not chosen from the list choose nothing: an emptied field is empty, another text is kept
  // for the server, which finds the record or says what is wrong.
  if (input.value !== (input.dataset.chosen ?? input.defaultValue)) {
    const value = box.querySelector("input[type=hidden]");
    if (value.value) {
      value.value = "";
      value.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});
// The mouse must not take the focus from the input before the click chooses.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest('[role="listbox"] [role="option"]')) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const option = event.target.closest('[role="option"]');
  const list = option?.closest('[role="listbox"]');
  const input = list && document.querySelector(`[role="combobox"][aria-controls="${list.id}"]`);
  if (!input) return;
  if (option instanceof HTMLAnchorElement) {
    expand(input, false);
    return;
  }
  event.preventDefault();
  choose(input, option);
});
