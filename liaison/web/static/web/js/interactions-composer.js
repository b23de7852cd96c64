// The composer: kinds and templates, what was understood, participants, Enter records.

const rootOf = (element) => element?.closest?.("[data-composer], form[data-composer]");
const all = (root, selector) => [...root.querySelectorAll(selector)];

function settle(root, template) {
  const minutes = root.querySelector("input[name=minutes]");
  if (minutes) minutes.placeholder = template.dataset.minutes ?? "";
  for (const flow of all(root, "input[name=flow]")) flow.checked = flow.value === template.dataset.flow;
  const form = root.closest("form");
  fit(form);
  const primary = form.querySelector("button[data-record]");
  if (primary) primary.textContent = "guided" in template.dataset ? primary.dataset.guided : primary.dataset.record;
}

function show(root, kind) {
  for (const group of all(root, ".templates")) group.hidden = group.dataset.kind !== kind;
  for (const radio of all(root, "input[name=kind]")) radio.checked = radio.value === kind;
}

function choose(root, template) {
  template.checked = true;
  show(root, template.closest(".templates").dataset.kind);
  settle(root, template);
}

function touch(root) {
  root.querySelector("input[name=untouched]")?.remove();
  if (root.querySelector("input[name=touched]")) return;
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: "touched", value: "1" });
  root.append(mark);
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const root = rootOf(input);
  if (!root) return;
  if (input.name === "kind") {
    touch(root);
    const first = root.querySelector(`.templates[data-kind="${CSS.escape(input.value)}"] input[name=template]`);
    if (first) choose(root, first);
  } else if (input.name === "template") {
    touch(root);
    settle(root, input);
  } else if (input.name === "flow") {
    touch(root);
    // The other direction is another template of the same kind, where there is one.
    const open = root.querySelector(".templates:not([hidden])");
    const other = open?.querySelector(`input[name=template][data-flow="${CSS.escape(input.value)}"]`);
    const chosen = open?.querySelector("input[name=template]:checked");
    if (other && chosen?.dataset.flow !== input.value) choose(root, other);
  }
});

// What the words tell proposes a template, as long as nobody chose one.
document.addEventListener("htmx:afterRequest", (event) => {
  const text = event.detail.elt;
  const root = text.matches?.("textarea[name=text]") && rootOf(text);
  const code = root && event.detail.xhr?.getResponseHeader("X-Template");
  if (!code || root.querySelector("input[name=touched]")) return;
  const template = root.querySelector(`input[name=template][value="${CSS.escape(code)}"]`);
  if (template && !template.checked) choose(root, template);
});

// What nobody touched may still follow the words, should the answer not be there yet.
document.addEventListener("submit", (event) => {
  const root = event.target.matches("[data-composer]") ? event.target : event.target.querySelector("[data-composer]");
  if (!root || root.querySelector("input[name=touched], input[name=untouched]")) return;
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: "untouched", value: "1" });
  root.append(mark);
}, true);

// Enter records; Shift+Enter begins a new line.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!event.target.matches?.("[data-composer] textarea[name=text]")) return;
  event.preventDefault();
  event.target.form.requestSubmit(event.target.form.querySelector("button[data-record]"));
});

// --- words left alone, people --------------------------------------------------------------------

// The role that is proposed, as `usual_role` in the interactions' draft says.
const usual = (channel, field) => channel !== "email" ? "attendee" : field === "colleague" ? "cc" : "to";

function chip(row, name, value, text) {
  const made = row.querySelector("template").content.firstElementChild.cloneNode(true);
  const [field, role] = [made.querySelector("input"), made.querySelector("select")];
  Object.assign(field, { name, value });
  made.querySelector(".who-name").textContent = text;
  role.name = `role-${name}-${value}`;
  role.value = usual(row.querySelector("input[name=roles-for]").value, name);
  for (const labelled of made.querySelectorAll("[aria-label]"))
    labelled.setAttribute("aria-label", labelled.getAttribute("aria-label").replace("…", text));
  return made;
}

// Another channel: roles nobody changed follow it.
function fit(form) {
  const shown = form?.querySelector(".people input[name=roles-for]");
  const channel = form?.querySelector("input[name=template]:checked")?.closest("[data-kind]")?.dataset.kind;
  if (!shown || !channel || channel === shown.value) return;
  for (const role of all(shown.parentElement, "select")) {
    const field = role.name.split("-")[1];
    if (role.value === usual(shown.value, field)) role.value = usual(channel, field);
  }
  shown.value = channel;
}

document.addEventListener("change", (event) => {
  if (event.target.name === "template") fit(event.target.form);
});

document.addEventListener("click", (event) => {
  const leave = event.target.closest?.("[data-leave]");
  if (leave) {
    const root = rootOf(leave);
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "leave", value: leave.dataset.leave });
    leave.closest(".understood").append(field);
    const text = root.querySelector("textarea[name=text]");
    window.htmx.trigger(text, "understand");
    text.focus();
    return;
  }
  const drop = event.target.closest?.("[data-drop]");
  if (drop) {
    const form = drop.closest("form");
    drop.closest(".chip").remove();
    form?.dispatchEvent(new Event("change", { bubbles: true }));
    form?.querySelector("#person-picker")?.focus();
    return;
  }
  const opener = event.target.closest?.("[data-people]");
  if (opener) {
    const row = opener.closest("[data-composer], form").querySelector(".who");
    row.hidden = !row.hidden;
    opener.setAttribute("aria-expanded", String(!row.hidden));
    if (!row.hidden) row.querySelector("input[role=combobox]")?.focus();
  }
});

document.addEventListener("picked", (event) => {
  const box = event.target;
  const input = box.querySelector("input[role=combobox]");
  if (input?.id === "person-picker") {
    const { value, text } = event.detail;
    const colleague = value.startsWith("colleague:");
    const people = box.closest("form").querySelector(".people");
    const [name, key] = colleague ? ["colleague", value.slice(10)] : ["participant", value];
    if (!people.querySelector(`input[name=${name}][value="${CSS.escape(key)}"]`)) people.append(chip(people, name, key, text));
    box.querySelector("input[type=hidden]").value = "";
    input.value = input.dataset.chosen = "";
    return;
  }
  // In the dialog: whom is chosen, now what was said.
  box.closest("dialog")?.querySelector("[data-composer] textarea[name=text]")?.focus();
});

// --- N on a record goes into its composer --------------------------------------------------------

document.addEventListener("click", (event) => {
  if (!event.target.closest?.('[data-shortcut="n"]') || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const text = document.querySelector("main form[data-composer] textarea[name=text]");
  if (!text) return;
  event.preventDefault();
  text.focus();
  text.scrollIntoView({ block: "nearest" });
}, true);

// A composer that comes back empty after recording waits for the next line.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.requestConfig?.elt;
  if (!form?.matches?.("form[data-composer]") || document.contains(form)) return;
  document.querySelector("main form[data-composer] textarea[name=text]")?.focus({ preventScroll: true });
});
