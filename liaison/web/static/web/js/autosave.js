// Drafts save themselves: a form with data-autosave posts there a moment after the last change, and at
// once when the page is left. [data-autosave-state] in it says how that went.

const WAIT = 900;
const timers = new WeakMap();
const told = new WeakSet();

function say(form, word) {
  const place = form.querySelector("[data-autosave-state]");
  if (!place) return;
  const text = place.dataset[word] ?? "";
  place.textContent = text;
  // Who listens need not hear at every pause that all is well, nor that it still is not.
  if (word === "saved") told.delete(form);
  if (word !== "failed" || told.has(form)) return;
  told.add(form);
  document.dispatchEvent(new CustomEvent("speak", { detail: { text } }));
}

async function save(form, leaving = false) {
  clearTimeout(timers.get(form));
  timers.delete(form);
  if (!leaving) say(form, "saving");
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      keepalive: leaving,
      redirect: "error", // signing in keeps no draft
    });
    const value = answer.headers.get("X-CSRFToken");
    if (value) document.dispatchEvent(new CustomEvent("token", { detail: { value } }));
    if (!answer.ok) throw new Error(String(answer.status));
    say(form, "saved");
    form.dispatchEvent(new Event("saved", { bubbles: true }));
  } catch {
    say(form, "failed");
  }
}

function later(event) {
  const form = event.target.closest?.("form[data-autosave]");
  if (!form) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => save(form), WAIT));
}

document.addEventListener("input", later);
document.addEventListener("change", later);
document.addEventListener("submit", (event) => {
  clearTimeout(timers.get(event.target));
  timers.delete(event.target);
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-autosave]")) if (timers.has(form)) save(form, true);
});
