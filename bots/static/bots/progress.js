// Pages that ask how far a run is: when signed out meanwhile, what is on the page stays and it says so.
(() => {
  "use strict";

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.xhr.responseURL.includes("/accounts/")) return;
    detail.shouldSwap = false;
    live.signOut();
  });
})();
