// Ties htmx to the frame: the CSRF token, questions before an act, words when the server does not answer, and
// the focus and the ear when a part takes the place of another.

const words = () => document.getElementById("words")?.dataset ?? {};
const token = document.querySelector('meta[name="csrf-token"]');

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token?.content ?? "";
});

// Signing in, in another tab, voids the tokens of this page.
document.addEventListener("token", ({ detail: { value } }) => {
  token.content = value;
  for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = value;
});

function toast(text) {
  document.dispatchEvent(new CustomEvent("toasts", { detail: { items: [{ text, kind: "bad" }] } }));
}

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, () => toast(words().offline));
document.addEventListener("htmx:responseError", (event) => {
  // An expected "no" brings its own words in HX-Trigger; anything else is our mistake.
  if (!event.detail.xhr.getResponseHeader("HX-Trigger")) toast(words().failed);
});

// Signing in leaves the page, and with it what is being written. What asks by itself, every few seconds, leaves
// no page and says it once.
let warned = false;
document.addEventListener("signed-out", ({ target, detail: { login } }) => {
  const polls = target.matches("[hx-trigger^=every]");
  const writing = [...document.querySelectorAll("#dialog, main textarea")].some((one) => one.open || one.value);
  if (login && !writing && !polls) return location.assign(login);
  const text = words().signedOut;
  if ((polls && warned) || document.body.textContent.includes(text)) return;
  warned = true;
  toast(text);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) warned = false;
});

// A page that comes anew by itself, at the end of a sending, waits for what is being written in a dialog: it asks again.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const anew = event.detail.xhr.getResponseHeader("HX-Refresh") && !event.target.closest("dialog");
  if (anew && document.querySelector("dialog:modal")) event.preventDefault();
});

// A part that appears must not steal the place of the reader: new rows keep the focus where it was.
document.addEventListener("htmx:afterSwap", (event) => {
  const source = event.detail.requestConfig?.elt;
  if (source?.rel === "next" && !document.contains(source)) {
    event.detail.elt?.querySelector?.("a, button, [tabindex]")?.focus({ preventScroll: true });
  }
});

// --- what takes the place of another -----------------------------------------------------------

// htmx gives the focus back by the id alone: else it goes to what does or says the same, or to the heading.
const ALIKE = [
  (one) => one.getAttribute("href"),
  (one) => one.name && `${one.name}=${one.value}`,
  (one) => one.textContent.trim(),
];

function giveBack(part, lost) {
  const all = [...part.querySelectorAll(lost.localName)].filter((one) => one.checkVisibility());
  for (const read of ALIKE) {
    const same = read(lost) && all.find((one) => read(one) === read(lost));
    if (same) return same.focus({ preventScroll: true });
  }
  const heading = part.querySelector("h1, h2, h3, legend") ?? part;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// A list tells how much it shows; what renews itself, how it goes when that has changed.
function tell(part, before) {
  const { spoken } = part.dataset;
  let text = spoken !== before ? spoken : "";
  if (part.id === "list") {
    const nothing = part.querySelector(".empty .strong");
    text = nothing?.textContent ?? `${words().lines} ${part.querySelectorAll("tbody tr:not(.older)").length}`;
  }
  if (text) document.dispatchEvent(new CustomEvent("speak", { detail: { text } }));
}

let left = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  const focused = document.activeElement;
  const lost = focused !== target && target.contains(focused) ? focused : null;
  left = target.id === "dialog" ? null : { target, lost, spoken: target.dataset.spoken };
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!left) return;
  const { target, lost, spoken } = left;
  left = null;
  const part = target.isConnected ? target : document.getElementById(target.id) ?? event.target;
  if (lost && !lost.isConnected && document.activeElement === document.body) giveBack(part, lost);
  tell(part, spoken);
});

// --- questions ---------------------------------------------------------------------------------

const asking = document.getElementById("confirm");
const agree = asking?.querySelector("[value=yes]");
const yes = agree?.textContent;
let settle = () => {};

// What a button asks is answered by its own word, or by no.
function ask(question, act) {
  settle(false);
  asking.querySelector("#confirm-text").textContent = question;
  agree.textContent = act || yes;
  if (!asking.open) asking.showModal();
  return new Promise((resolve) => (settle = resolve));
}

// The buttons answer, not the later "close": a question asked at once again must not hear the old one.
asking?.addEventListener("submit", (event) => settle(event.submitter?.value === "yes"));
asking?.addEventListener("cancel", () => settle(false));

document.addEventListener("htmx:confirm", (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  ask(event.detail.question).then((agreed) => agreed && event.detail.issueRequest(true));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(question, submitter?.textContent.trim()).then((agreed) => {
    if (!agreed) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  });
}, true);

// Other modules ask by an event, so that none needs to import another.
document.addEventListener("ask", (event) => ask(event.detail.question).then(event.detail.then));
