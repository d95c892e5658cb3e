// On pages where a click is done at once: what is said about it, taking it back, and where the focus goes.
(() => {
  "use strict";

  const place = document.getElementById("said");
  const title = document.querySelector("[data-acts] h1");
  let acted = "";
  let back = "";

  function say(text) {
    const box = document.createElement("div");
    box.className = "said-box is-bad";
    const line = document.createElement("p");
    line.textContent = text;
    box.append(line);
    place.replaceChildren(box);
  }

  // 409 and 422 bring the page as it now is, with a word on what was not done.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.responseURL.includes("/accounts/")) {
      detail.shouldSwap = false;
      say("You are signed out. Sign in in another tab, then try again.");
    } else if (detail.xhr.status === 409 || detail.xhr.status === 422) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      if (detail.requestConfig.verb !== "get") say("That did not go through, and nothing was changed. Try again.");
      document.dispatchEvent(new CustomEvent("said:failed"));
    });
  }

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.requestConfig.verb === "get") return;
    acted = document.activeElement.id;
    back = detail.elt.dataset.back || "";
  });
  // What had the focus may be gone, such as Undo itself or the card that was deleted.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.requestConfig.verb === "get" || document.activeElement !== document.body) return;
    const next = [acted, back, "said-undo"].map((id) => id && document.getElementById(id)).find(Boolean);
    (next || title)?.focus({ preventScroll: Boolean(next) });
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close]")) return;
    event.preventDefault();
    place.replaceChildren();
    (document.getElementById(acted) || title)?.focus({ preventScroll: true });
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const undo = document.getElementById("said-undo");
    if (typing || !undo || event.shiftKey || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo.form.requestSubmit();
  });
})();
