// Keeps the desk's page current. The server sends whole parts; only what differs is exchanged, child by
// child, so that nobody loses their place, an opened menu or a half-written note.
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const thread = document.getElementById("desk-thread");
  const own = desk.dataset.watch.split(" ").find((name) => name !== "desk");
  const AT_BOTTOM_PX = 80;
  const WAIT_OWN_MS = 300;
  const WAIT_OTHERS_MS = 1000;
  const written = new WeakMap();
  let forced = false;
  let acted = "";
  let timer = 0;

  // What the server wrote, without what it writes anew each time.
  const html = (node) => node.outerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");

  function prepare(node) {
    written.set(node, html(node));
    return node;
  }

  function settle(node) {
    live.localTimes(node);
    htmx.process(node);
  }

  function inUse(node) {
    const active = document.activeElement;
    if (forced || !node.contains(active)) return false;
    return active.matches("input, textarea, select") || active.closest("[data-menu][open]") !== null;
  }

  function exchange(current, fresh) {
    for (const opened of current.querySelectorAll("details[id][open]")) {
      fresh.querySelector(`#${opened.id}`)?.setAttribute("open", "");
    }
    for (const closed of current.querySelectorAll("details[id]:not([open])")) {
      fresh.querySelector(`#${closed.id}`)?.removeAttribute("open");
    }
    if (current.matches("details")) fresh.open = current.open;
    const focused = current.contains(document.activeElement) ? document.activeElement.id : null;
    current.replaceWith(fresh);
    settle(fresh);
    if (focused !== null) (document.getElementById(focused) || document.getElementById("top-state"))?.focus();
  }

  // Makes the children of `part` those of `fresh`. keep: what it lacks stays, and nothing is moved.
  function patch(part, fresh, keep) {
    const left = new Map([...part.children].map((child) => [child.id, child]));
    const added = [];
    let last = null;
    for (const child of [...fresh.children]) {
      const current = left.get(child.id);
      left.delete(child.id);
      if (current && keep && !child.id.startsWith("message-")) continue;
      prepare(child);
      let shown = current || child;
      if (!current) added.push(child);
      else if (written.get(current) !== written.get(child) && !inUse(current)) {
        exchange(current, child);
        shown = child;
      }
      if (!current || !keep) putAfter(last, shown, part, keep);
      last = shown;
    }
    added.forEach(settle);
    if (!keep) left.forEach((child) => child.remove());
    return added;
  }

  function putAfter(last, node, part, keep) {
    if (last && last.nextElementSibling !== node) last.after(node);
    else if (!last && keep) part.append(node);
    else if (!last && part.firstElementChild !== node) part.prepend(node);
  }

  const isAtBottom = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < AT_BOTTOM_PX;
  const toBottom = () => { thread.scrollTop = thread.scrollHeight; };
  const newer = desk.querySelector("[data-newer]");

  function patchThread(fresh) {
    const stick = isAtBottom();
    const added = patch(thread, fresh, true);
    if (stick || forced) toBottom();
    const said = added.filter((node) => node.dataset.from);
    const inbound = said.filter((node) => node.dataset.from === "contact");
    if (newer && !stick && !forced && said.length) newer.hidden = false;
    if (inbound.length) document.getElementById("desk-said").textContent = inbound
      .map((node) => `${node.getAttribute("aria-label")}: ${node.querySelector(".msg-text").textContent.slice(0, 300)}`)
      .join(". ");
  }

  function prependThread(fresh) {
    const height = thread.scrollHeight;
    const top = thread.scrollTop;
    const nodes = [...fresh.children].map(prepare);
    for (const node of nodes) document.getElementById(node.id)?.remove();
    thread.prepend(...nodes);
    nodes.forEach(settle);
    thread.scrollTop = top + thread.scrollHeight - height;
    thread.focus({ preventScroll: true });
  }

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const part = event.detail.target;
    const fresh = event.detail.fragment.firstElementChild || event.detail.fragment;
    if (!desk.contains(part) || part.id === "desk-composer") return;
    event.detail.shouldSwap = false;
    if (part === thread && "earlier" in fresh.dataset) prependThread(fresh);
    else if (part === thread) patchThread(fresh);
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
    forced = detail.requestConfig.verb !== "get";
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
    forced = false;
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

  newer?.addEventListener("click", toBottom);
  thread?.addEventListener("scroll", () => { if (isAtBottom()) newer.hidden = true; });

  const PARTS = ["desk-queues", "desk-rows", "desk-top", "desk-briefing", "desk-thread", "desk-note", "desk-side", "desk-flash"];
  for (const id of PARTS) [...(document.getElementById(id)?.children || [])].forEach(prepare);
  desk.dataset.watch.split(" ").forEach(live.watch);
  live.localTimes(desk);

  if (thread && !location.hash.startsWith("#message-")) toBottom();
  if (desk.clientWidth < 1100) desk.querySelector("[data-briefing]")?.removeAttribute("open");
  const rows = document.getElementById("desk-rows");
  const current = rows.querySelector("[aria-current]");
  current?.scrollIntoView({ block: "nearest" });
})();
