// The menus above a conversation: what has no room on a narrow screen is behind "More", a long list of people
// can be narrowed down. Without this everything stands there in full.
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  desk.dataset.folds = "";

  function fold(open) {
    desk.dataset.folds = open ? "open" : "";
    document.querySelector("[data-more]")?.setAttribute("aria-expanded", String(open));
  }

  function narrow(field) {
    const list = document.getElementById(field.dataset.narrow);
    const words = field.value.trim().toLocaleLowerCase().split(/\s+/);
    let found = 0;
    for (const taker of list.querySelectorAll("button")) {
      const text = taker.textContent.toLocaleLowerCase();
      taker.hidden = !words.every((word) => text.includes(word));
      if (!taker.hidden) found += 1;
    }
    list.querySelector("[data-narrow-none]").hidden = found > 0;
  }

  desk.addEventListener("click", (event) => {
    if (event.target.closest("[data-more]")) fold(desk.dataset.folds !== "open");
    for (const menu of desk.querySelectorAll("[data-menu][open]")) {
      if (!menu.contains(event.target) && menu.closest(".desk-buttons")) menu.open = false;
    }
  });

  desk.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.matches("[data-menu]")) return;
    if (target.closest(".is-extra") && desk.dataset.folds !== "open") fold(true);
    const field = target.querySelector("[data-narrow]");
    if (!field) return;
    field.hidden = false;
    field.focus();
  }, true);

  // The details over a narrow desk close as a menu does.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || location.hash !== "#desk-about") return;
    const close = document.querySelector(".desk-side-close");
    if (close.checkVisibility() && !event.target.matches("input, textarea, select")) close.click();
  });

  desk.addEventListener("input", ({ target }) => { if (target.matches("[data-narrow]")) narrow(target); });

  // Enter takes the first who is left, rather than whoever stands first in the form.
  desk.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = event.target.closest("[data-menu][open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (event.key !== "Enter" || !event.target.matches("[data-narrow]")) return;
    event.preventDefault();
    const list = document.getElementById(event.target.dataset.narrow);
    if (event.target.value.trim()) list.querySelector("button:not([hidden], [disabled])")?.click();
  });
})();
