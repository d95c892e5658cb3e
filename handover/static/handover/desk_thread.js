// The thread: new messages at its foot, earlier and later pages around what is shown, and links to a message.
(() => {
  "use strict";

  const thread = document.getElementById("desk-thread");
  if (!thread) return;
  const { patch, prepare, settle, state } = deskParts;
  const AT_BOTTOM_PX = 80;
  const button = document.querySelector("[data-newer]");

  const messages = (node) => [...node.children].filter((child) => child.id.startsWith("message-"));
  const isAtBottom = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < AT_BOTTOM_PX;
  const toBottom = () => { thread.scrollTop = thread.scrollHeight; };

  // Nothing in common, and more before it than it shows: between what stands here and this, something is missing.
  function leavesGap(fresh) {
    const ids = new Set(messages(thread).map((node) => node.id));
    return ids.size > 0 && !messages(fresh).some((node) => ids.has(node.id)) && fresh.querySelector("#show-earlier") !== null;
  }

  function renew(fresh) {
    const stick = isAtBottom();
    const keep = !leavesGap(fresh);
    const ends = fresh.querySelector("#thread-newer") === null;
    const added = patch(thread, fresh, keep);
    thread.dataset.live = fresh.dataset.live;
    if (ends) document.getElementById("thread-newer")?.remove();
    if (ends && (stick || state.forced || !keep)) toBottom();
    const said = added.filter((node) => node.dataset.from);
    if (button && !stick && !state.forced && keep && said.length) button.hidden = false;
    sayAloud(said.filter((node) => node.dataset.from === "contact"));
  }

  function sayAloud(inbound) {
    if (!inbound.length) return;
    document.getElementById("desk-said").textContent = inbound
      .map((node) => `${node.getAttribute("aria-label")}: ${node.querySelector(".msg-text, .msg-files").textContent.slice(0, 300)}`)
      .join(". ");
  }

  // A page of its own in place of what stands here under the same ids.
  function taken(fresh) {
    const nodes = [...fresh.children].map(prepare);
    for (const node of nodes) document.getElementById(node.id)?.remove();
    return nodes;
  }

  function putBefore(fresh) {
    const height = thread.scrollHeight;
    const top = thread.scrollTop;
    const nodes = taken(fresh);
    thread.prepend(...nodes);
    nodes.forEach(settle);
    thread.scrollTop = top + thread.scrollHeight - height;
    thread.focus({ preventScroll: true });
  }

  function putAfter(fresh) {
    for (const child of [...fresh.children]) {
      if (child.id.startsWith("day-") && document.getElementById(child.id)) child.remove();
    }
    document.getElementById("thread-newer")?.remove();
    const top = thread.scrollTop;
    const nodes = taken(fresh);
    thread.append(...nodes);
    nodes.forEach(settle);
    thread.scrollTop = top;
    if (fresh.dataset.newest !== undefined) thread.dataset.live = fresh.dataset.newest;
    thread.focus({ preventScroll: true });
  }

  // What was asked for before the thread moved elsewhere has no place in it any more.
  function isLate(fresh) {
    if (fresh.dataset.side) return document.getElementById(`message-${fresh.dataset.of}`) === null;
    return !state.forced && place(fresh.dataset.live) !== place(thread.dataset.live);
  }

  function place(url) {
    const query = new URLSearchParams(url.split("?")[1]);
    return ["around", "after", "before"].map((name) => query.get(name)).join();
  }

  function take(fresh) {
    if (isLate(fresh)) return;
    if (fresh.dataset.side === "before") putBefore(fresh);
    else if (fresh.dataset.side === "after") putAfter(fresh);
    else renew(fresh);
  }

  // The page asks again for what it shows: its newest messages, or those around one in the middle.
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.elt.id === "desk-refresh") detail.path = thread.dataset.live;
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-message]");
    const message = link && document.getElementById(`message-${link.dataset.message}`);
    if (!message) return;
    event.preventDefault();
    location.replace(`#${message.id}`);
    message.scrollIntoView({ block: "center" });
  });

  button?.addEventListener("click", () => {
    const newest = document.getElementById("to-newest");
    if (newest) newest.click();
    else toBottom();
  });
  thread.addEventListener("scroll", () => { if (isAtBottom()) button.hidden = true; });

  window.deskThread = { take };
  messages(thread).forEach(prepare);
  const found = thread.querySelector(".is-found") || document.getElementById(location.hash.slice(1) || "-");
  if (found && thread.contains(found)) found.scrollIntoView({ block: "center" });
  else if (document.getElementById("thread-newer") === null) toBottom();

  // What stands below it grows and shrinks: who reads its end stays there.
  let atEnd = isAtBottom();
  thread.addEventListener("scroll", () => { atEnd = isAtBottom(); });
  new ResizeObserver(() => { if (atEnd) toBottom(); }).observe(thread);
})();
