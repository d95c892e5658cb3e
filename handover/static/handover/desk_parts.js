// How a part of the desk becomes what the server sent: child by child, only what differs, so that nobody
// loses their place, an opened menu or a half-written note.
(() => {
  "use strict";

  const written = new WeakMap();
  // What a script has changed on the screen is no longer what the server wrote.
  document.addEventListener("desk:touched", ({ target }) => written.delete(target));
  const state = { forced: false };

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
    if (state.forced || !node.contains(active)) return false;
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
    const first = [...fresh.children].map((child) => left.get(child.id)).find((child) => child?.id.startsWith("message-"));
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
      if (!current && keep) last ? last.after(child) : first ? first.before(child) : part.append(child);
      else if (!keep) putAfter(last, shown, part);
      last = shown;
    }
    added.forEach(settle);
    if (!keep) left.forEach((child) => child.remove());
    return added;
  }

  function putAfter(last, node, part) {
    if (last && last.nextElementSibling !== node) last.after(node);
    else if (!last && part.firstElementChild !== node) part.prepend(node);
  }

  window.deskParts = { patch, prepare, settle, state };
})();
