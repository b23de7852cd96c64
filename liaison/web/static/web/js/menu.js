// Menus: the platform opens and closes them (popover); here they find their place and the arrow keys.

function place(menu, opener) {
  const from = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = from.bottom + height + 8 <= innerHeight;
  const left = Math.min(Math.max(8, from.right - width), innerWidth - width - 8);
  menu.style.top = `${below ? from.bottom + 4 : Math.max(8, from.top - height - 4)}px`;
  menu.style.left = `${menu.classList.contains("above") ? Math.max(8, from.left) : left}px`;
}

const items = (menu) => [...menu.querySelectorAll("a[href], button:not([disabled]), input, select")];

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.hasAttribute("data-menu")) return;
  const opener = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!opener) return;
  opener.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open") place(menu, opener);
}, true);

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const opener = event.target.closest?.("[popovertarget]");
  const menu = event.target.closest?.("[data-menu]") ??
    (opener && document.getElementById(opener.getAttribute("popovertarget")));
  if (!menu?.hasAttribute("data-menu") || event.target.matches("input:not([type=checkbox]), select")) return;
  event.preventDefault();
  if (!menu.matches(":popover-open")) menu.showPopover();
  const all = items(menu);
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
});

// A choice made closes the menu; check boxes let it stay for the next one.
document.addEventListener("click", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  if (menu && event.target.closest("a[href]")) menu.hidePopover();
});

addEventListener("resize", () => {
  for (const menu of document.querySelectorAll("[data-menu]:popover-open")) menu.hidePopover();
});
