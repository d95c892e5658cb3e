// Bot Goals: menus that close, details that stay open, and a checklist that looks again when one comes back.
(() => {
  "use strict";

  const LOOK_MS = 60000;
  const opened = new Set();

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("[data-menu][open]")) if (menu !== except) menu.open = false;
  }

  document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // "Human Handover" leads to its scenarios: the focus goes along.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[href='#scenarios']")) return;
    document.getElementById("scenarios").focus({ preventScroll: true });
  });

  document.addEventListener("htmx:beforeSwap", () => {
    opened.clear();
    for (const one of document.querySelectorAll("#goals details[id][open]")) opened.add(one.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  });

  function look() {
    if (!document.hidden) window.htmx?.trigger("#ready", "look");
  }
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_MS);
})();
