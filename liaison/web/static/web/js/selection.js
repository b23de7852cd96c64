// Selecting lines of a list: one, a range with Shift, the page, or "all that match". The bar of bulk
// actions appears with the count. Without scripts the check boxes still post.

let last = null;

const rows = (form) => [...form.querySelectorAll('input[type=checkbox][name="pk"]')];

function refresh(form) {
  const all = rows(form);
  const chosen = all.filter((box) => box.checked);
  const head = form.querySelector("[data-select-page]");
  if (head) {
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
  const every = form.querySelector("[data-select-all]");
  if (every && !head?.checked) every.checked = false;
  const bar = form.querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  const offer = every?.closest("[data-select-offer]");
  if (offer) offer.hidden = !head?.checked;
  const count = bar.querySelector("[data-count]");
  if (count) count.textContent = every?.checked ? count.dataset.all : new Intl.NumberFormat(document.documentElement.lang).format(chosen.length);
  for (const box of all) box.closest("tr")?.classList.toggle("chosen", box.checked);
}

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
  const form = box.closest("form[data-selection]") ?? box.form;
  if (!form?.hasAttribute("data-selection")) return;
  if (box.hasAttribute("data-select-page")) for (const row of rows(form)) row.checked = box.checked;
  else if (box.name === "pk") {
    const all = rows(form);
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const row of all.slice(from, to + 1)) row.checked = box.checked;
    }
    last = box;
  }
  refresh(form);
});

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-select-none]")?.closest("form");
  if (!form) return;
  for (const row of rows(form)) row.checked = false;
  refresh(form);
});

const all = () => document.querySelectorAll("form[data-selection]").forEach(refresh);
document.addEventListener("htmx:afterSwap", all);
addEventListener("pageshow", all);
