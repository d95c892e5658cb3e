// Keeps the desk's page current: whenever something has changed, it asks its view for the parts again.
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const { patch, prepare, state } = deskParts;
  const own = desk.dataset.watch.split(" ").find((name) => name !== "desk");
  const WAIT_OWN_MS = 300;
  const WAIT_OTHERS_MS = 1000;
  let acted = "";
  let timer = 0;

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const part = event.detail.target;
    const fresh = event.detail.fragment.firstElementChild || event.detail.fragment;
    if (!desk.contains(part) || part.id === "desk-composer") return;
    event.detail.shouldSwap = false;
    if (part.id === "desk-thread") deskThread.take(fresh);
    else patch(part, fresh, false);
    if (part.id === "desk-note") part.toggleAttribute("data-closed", "closed" in fresh.dataset);
  });

  function flash(text) {
    const place = document.getElementById("desk-flash");
    if (!place) return;
    const line = document.createElement("p");
    line.id = "flash-said";
    line.textContent = text;
    place.replaceChildren(line);
  }

  // 409 and 422 bring the page's parts as any other answer does, with a word on what was not done.
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    state.forced = detail.requestConfig.verb !== "get";
    if (detail.xhr.responseURL.includes("/accounts/")) {
      detail.shouldSwap = false;
      return live.signOut();
    }
    if (detail.xhr.status === 409 || detail.xhr.status === 422) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, ({ detail }) => {
      if (detail.requestConfig.verb !== "get") flash("That did not go through. Your text is still here; try again.");
    });
  }
  // A button is disabled while its request runs and loses the focus by that; afterwards it may be gone.
  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.requestConfig.verb !== "get") acted = document.activeElement.id;
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    state.forced = false;
    if (detail.requestConfig.verb === "get" || document.activeElement !== document.body) return;
    (document.getElementById(acted) || document.getElementById("top-state"))?.focus();
  });

  function refreshIn(wait) {
    if (timer) return;
    timer = setTimeout(() => {
      timer = 0;
      document.body.dispatchEvent(new CustomEvent("live-refresh"));
    }, wait);
  }

  document.body.addEventListener("live:changed", ({ detail: { name } }) => {
    if (name === "" || name === own) refreshIn(WAIT_OWN_MS);
    else if (name.startsWith("conversation.")) refreshIn(own ? WAIT_OTHERS_MS : WAIT_OWN_MS);
  });

  const PARTS = ["desk-queues", "desk-rows", "desk-top", "desk-briefing", "desk-thread", "desk-note", "desk-side", "desk-flash", "desk-here"];
  for (const id of PARTS) [...(document.getElementById(id)?.children || [])].forEach(prepare);
  desk.dataset.watch.split(" ").forEach(live.watch);
  live.localTimes(desk);

  if (desk.clientWidth < 1100) desk.querySelector("[data-briefing]")?.removeAttribute("open");
  const rows = document.getElementById("desk-rows");
  const current = rows.querySelector("[aria-current]");
  current?.scrollIntoView({ block: "nearest" });
})();
