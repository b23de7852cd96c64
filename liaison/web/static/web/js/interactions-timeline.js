// The timeline: acts that open inside a line, and staying fresh without touching what somebody reads or types.

const busy = (element) => Boolean(element.querySelector(".acts form"));

// --- acts inside a line --------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-act]");
  const entry = link?.closest(".entry");
  if (!entry || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.dataset.act === "close") {
    const back = entry.querySelector("header a")?.getAttribute("href");
    window.htmx.ajax("GET", `${back}line/`, { target: entry, swap: "outerHTML" }).then(() => {
      document.querySelector(`#${entry.id} .acts a`)?.focus();
    });
    return;
  }
  const acts = entry.querySelector(".acts");
  window.htmx.ajax("GET", link.getAttribute("href"), { target: acts, swap: "innerHTML" }).then(() => {
    (acts.querySelector("[autofocus]") ?? acts.querySelector("textarea, button"))?.focus();
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest?.(".entry .acts form")?.querySelector('a[data-act="close"]')?.click();
});

// A line that comes back keeps the focus of whoever acted on it.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = event.detail.requestConfig?.elt;
  if (!form?.matches?.(".acts form") || document.contains(form)) return;
  document.querySelector(`#${event.detail.elt?.id || "none"} .acts a`)?.focus({ preventScroll: true });
});

// --- staying fresh -------------------------------------------------------------------------------

document.addEventListener("htmx:beforeRequest", (event) => {
  const poll = event.detail.elt;
  if (poll.matches?.("form[data-fresh]") && document.hidden) event.preventDefault();
});

// A line that is written anew keeps the focus: on the same act, else on the first one.
function replace(known, node) {
  const focused = known.contains(document.activeElement) ? document.activeElement : null;
  known.replaceWith(node);
  if (!focused) return;
  if (focused.matches("article")) {
    const article = node.querySelector("article");
    article.tabIndex = -1;
    article.focus({ preventScroll: true });
    return;
  }
  const same = node.querySelector(`a[href="${CSS.escape(focused.getAttribute("href") ?? "")}"]`);
  (same ?? node.querySelector(".acts a"))?.focus({ preventScroll: true });
}

function merge(list, html, processed) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  let place = list.firstElementChild;
  for (const node of [...fresh.content.children]) {
    if (!node.id) continue; // the link to older rows: the list has its own, further down
    const known = list.querySelector(`:scope > #${CSS.escape(node.id)}`);
    if (!known) {
      list.insertBefore(node, place);
      processed.push(node);
      continue;
    }
    // Whatever stands before it and did not come again is gone from the newest rows.
    while (place && place !== known && !busy(place)) {
      const next = place.nextElementSibling;
      place.remove();
      place = next;
    }
    place = known.nextElementSibling;
    if (known.dataset.v !== node.dataset.v && !busy(known)) {
      replace(known, node);
      processed.push(node);
    }
  }
}

document.addEventListener("htmx:afterRequest", (event) => {
  const poll = event.detail.elt;
  if (!poll.matches?.("form[data-fresh]") || event.detail.xhr?.status !== 200) return;
  const list = document.querySelector(poll.dataset.fresh);
  if (!list) return;
  const processed = [];
  merge(list, event.detail.xhr.responseText, processed);
  for (const node of processed) window.htmx.process(node);
  if (processed.length) list.parentElement.querySelector(":scope > .empty")?.remove();
  poll.elements.mark.value = event.detail.xhr.getResponseHeader("X-Mark") ?? "";
});
