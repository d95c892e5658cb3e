// Lists of people and tasks: going through them by key, staying in place, due times on this clock.
(() => {
  "use strict";

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-row]")];

  function go(step) {
    const all = rows();
    const at = all.indexOf(document.activeElement.closest("[data-row]"));
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
    next?.querySelector("[data-row-link]")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j" || event.key === "k") {
      go(event.key === "j" ? 1 : -1);
    } else if (event.key === "c") {
      document.activeElement.closest("[data-row]")?.querySelector("[data-complete]")?.click();
    } else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (!search) return;
      search.focus();
      search.select();
    } else {
      return;
    }
    event.preventDefault();
  });

  // The server takes the time as this browser's clock says it, and is told which clock that is.
  for (const due of document.querySelectorAll("[data-due]")) {
    const zone = document.createElement("input");
    zone.type = "hidden";
    zone.name = "zone";
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    due.form.append(zone);
    const at = new Date(due.dataset.at || "");
    if (isNaN(at)) continue;
    const two = (number) => String(number).padStart(2, "0");
    due.value = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
  }

  // What is done reloads the page: it stays where it was.
  const PLACE = "people:place";
  document.addEventListener("submit", (event) => {
    if (event.target.querySelector("[data-complete]")) sessionStorage.setItem(PLACE, `${location.pathname} ${scrollY}`);
  });
  const [path, top] = (sessionStorage.getItem(PLACE) || "").split(" ");
  sessionStorage.removeItem(PLACE);
  if (path === location.pathname) scrollTo({ top: Number(top), behavior: "instant" });

  // After a page that says what was done, the button that takes it back is one key away.
  document.getElementById("said-undo")?.focus({ preventScroll: true });
})();
