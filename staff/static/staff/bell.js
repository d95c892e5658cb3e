// The bell in the header and the toasts: what is new for this member, whatever page is open.
(() => {
  "use strict";

  const SEEN_KEY = "live.seen";
  const TOAST_MS = 10000;
  const TOAST_WITH_BUTTON_MS = 20000;
  const SAME_THING_S = 2;
  const OVERLAP = 20;
  const ANSWER_MS = 10000; // then the look is given up: it must not keep the next ones waiting
  const TOASTS_AT_ONCE = 3; // the rest stands under the bell
  const bell = document.querySelector("[data-bell]");
  const toasts = document.createElement("div");
  let floor = null;
  let seen = recall();
  let bellTimer = 0;
  let asking = false;
  const owed = []; // names of what was announced since the last look began
  let sound = "off"; // what the last panel said of it

  // Everything up to `floor` was there before this tab; above it, `seen` are those it has shown.
  function remember(ids) {
    ids.forEach((id) => seen.add(id));
    seen = new Set([...seen].sort((a, b) => a - b).slice(-200));
    try {
      sessionStorage.setItem(SEEN_KEY, JSON.stringify({ floor, ids: [...seen] }));
    } catch {
      // Private windows may refuse: then only this page remembers.
    }
  }

  function recall() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(SEEN_KEY));
      floor = kept.floor;
      return new Set(kept.ids);
    } catch {
      return new Set();
    }
  }

  function hear({ detail }) {
    if (detail.name === "" || detail.name.startsWith("notification")) askBell(detail.name);
  }

  // Both notices of one handover in one look, which is not put off by what comes while it is waited for.
  function askBell(name) {
    owed.push(name);
    bellTimer ||= setTimeout(look, 40);
  }

  // A notice is announced with its commit, and by its number when a worker has noted it: if it has been
  // shown by then, there is nothing to look for.
  const isShown = (name) => seen.has(Number(name.split("notification.")[1]));

  async function look() {
    bellTimer = 0;
    if (asking || owed.splice(0).every(isShown)) return;
    asking = true;
    // Rows of two transactions may appear out of the order of their ids: look a little behind the last one.
    const after = floor === null ? "" : Math.max(floor, Math.max(0, ...seen) - OVERLAP);
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await fetch(`${bell.dataset.bell}?after=${after}`, { credentials: "same-origin", signal });
      if (answer.redirected) live.signOut();
      else if (answer.ok) showBell(await answer.text());
    } catch {
      // Offline: the next look asks from the same place, so nothing is lost.
    }
    asking = false;
    if (owed.length) askBell(owed.pop());
  }

  function showBell(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const panel = page.querySelector("[data-panel]");
    if (!panel) return;
    const fresh = [...page.querySelectorAll("[data-toast]")].filter((one) => !seen.has(Number(one.dataset.toast)));
    showCount(Number(panel.dataset.unread));
    const holder = bell.querySelector("[data-bell-panel]");
    if (!holder.contains(document.activeElement)) holder.replaceChildren(panel);
    live.localTimes(holder);
    sound = panel.dataset.sound;
    if (floor === null) floor = Number(panel.dataset.latest);
    else fresh.slice(-TOASTS_AT_ONCE).forEach(toast);
    remember(fresh.map((one) => Number(one.dataset.toast)));
  }

  function showCount(unread) {
    const count = bell.querySelector("[data-bell-count]");
    count.hidden = unread === 0;
    count.textContent = unread > 99 ? "99+" : unread;
    const label = unread ? `Notifications, ${unread} unread` : "Notifications";
    bell.querySelector("[data-bell-button]").setAttribute("aria-label", label);
  }

  function toast(notice) {
    const acts = notice.querySelector("[data-act]");
    if (!acts && notice.dataset.url === location.pathname && !document.hidden && document.hasFocus()) {
      return seenHere(notice.querySelector("form"));
    }
    document.body.dispatchEvent(new CustomEvent("toast-shown", { detail: { sound } }));
    const shown = !acts && [...toasts.children].find((one) => sameThing(one, notice));
    if (shown) return merge(shown, notice);
    toasts.append(notice);
    if (toasts.children.length > TOASTS_AT_ONCE) toasts.firstElementChild.remove();
    notice.querySelector("[data-close]").addEventListener("click", () => notice.remove());
    for (const event of ["mouseenter", "focusin"]) notice.addEventListener(event, () => clearTimeout(notice.timer));
    for (const event of ["mouseleave", "focusout"]) notice.addEventListener(event, () => leaveLater(notice));
    leaveLater(notice);
  }

  function sameThing(one, other) {
    const apart = Math.abs(one.dataset.at - other.dataset.at);
    return one.dataset.url !== "" && one.dataset.url === other.dataset.url && apart <= SAME_THING_S;
  }

  // Under the same title only what is new in it: three quick messages are one title and three lines.
  function merge(shown, notice) {
    const [title, body] = [".toast-title", ".toast-body"].map((part) => notice.querySelector(part)?.textContent);
    const line = document.createElement("p");
    line.className = "toast-body";
    line.textContent = (title === shown.querySelector(".toast-title").textContent && body) || title;
    shown.querySelector("form").before(line);
  }

  function leaveLater(notice) {
    clearTimeout(notice.timer);
    notice.timer = setTimeout(() => {
      if (!notice.matches(":hover") && !notice.contains(document.activeElement)) notice.remove();
    }, notice.querySelector("[data-act]") ? TOAST_WITH_BUTTON_MS : TOAST_MS);
  }

  async function seenHere(form) {
    await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Seen": "1" } });
  }

  async function markQuietly(event) {
    const form = event.target.closest("form[data-quiet]");
    if (!form) return;
    event.preventDefault();
    form.querySelector("button").blur();
    await seenHere(form);
    askBell("");
  }

  // What a notice offers to do, done where it stands; what came of it takes the button's place.
  async function actQuietly(event) {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    const button = form.querySelector("button");
    const body = new FormData(form);
    button.disabled = true;
    let answer = null;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { "X-Seen": "1" } });
    } catch {
      // Offline: the button stays.
    }
    if (answer?.redirected) return live.signOut();
    const settled = answer?.headers.get("Content-Type")?.startsWith("text/plain");
    const said = form.parentElement.querySelector(".notice-said") || document.createElement("p");
    said.className = "notice-said";
    said.tabIndex = -1;
    said.setAttribute("role", "status");
    said.textContent = settled ? await answer.text() : "That did not work. Try again.";
    form.after(said);
    said.focus();
    button.disabled = false;
    if (!settled) return;
    form.remove();
    const shown = said.closest(".toast");
    setTimeout(() => shown?.remove(), TOAST_MS);
    if (answer.ok) await fetch(form.dataset.read, { method: "POST", body, headers: { "X-Seen": "1" } });
  }

  function closeMenus(event) {
    const pressedEscape = event.type === "keydown" && event.key === "Escape";
    if (event.type === "keydown" && !pressedEscape) return;
    for (const menu of document.querySelectorAll("details[data-bell][open], details[data-menu][open]")) {
      if (pressedEscape && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      if (pressedEscape || !menu.contains(event.target)) menu.open = false;
    }
  }

  toasts.className = "toasts";
  toasts.setAttribute("role", "status");
  document.body.append(toasts);
  document.body.addEventListener("live:changed", hear);
  // What is on a toast stands in the panel too, and would be covered by it.
  bell.addEventListener("toggle", () => bell.open && toasts.replaceChildren());
  document.addEventListener("submit", markQuietly);
  document.addEventListener("submit", actQuietly);
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", closeMenus);
  askBell("");
})();
