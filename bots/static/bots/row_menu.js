// The menu of a row in a list opens beside its button; without this script in the middle of the page.
(() => {
  "use strict";

  document.addEventListener("toggle", ({ target: menu, newState }) => {
    if (newState !== "open" || !menu.id?.startsWith("row-menu-")) return;
    const button = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
    const below = button.bottom + menu.offsetHeight + 8 < window.innerHeight;
    menu.style.inset = "auto";
    menu.style.left = `${Math.max(8, button.right - menu.offsetWidth)}px`;
    menu.style.top = `${below ? button.bottom + 4 : button.top - menu.offsetHeight - 4}px`;
  }, true);
  window.addEventListener("scroll", () => document.querySelector(":popover-open[id^=row-menu-]")?.hidePopover(), true);
})();
