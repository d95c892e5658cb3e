// On every page of the shell: one socket that says what changed.
// Pages listen for "live:changed" on the body; an empty name means "anything may have changed".
(() => {
  "use strict";
  if (window.live) return;

  const PING_MS = 30000;
  const ANSWER_MS = 10000;
  const POLL_MS = 10000;
  const QUIET_MS = 3000;
  const SIGN_IN_AGAIN = 4401;

  const watched = new Set();
  let socket = null;
  let attempts = 0;
  let downSince = Date.now();
  let heardAt = 0;
  let signedOut = false;
  let retryTimer = 0;

  const isUp = () => socket !== null && socket.readyState === WebSocket.OPEN;

  function changed(name) {
    document.body.dispatchEvent(new CustomEvent("live:changed", { detail: { name } }));
  }

  function say(message) {
    if (isUp()) socket.send(JSON.stringify(message));
  }

  function watch(name) {
    watched.add(name);
    say({ watch: name });
  }

  function connect() {
    clearTimeout(retryTimer);
    if (signedOut || (socket && socket.readyState < WebSocket.CLOSING)) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${location.host}/ws/staff/`);
    socket.addEventListener("open", opened);
    socket.addEventListener("message", heard);
    socket.addEventListener("close", closed);
  }

  function opened() {
    attempts = 0;
    heardAt = Date.now();
    watched.forEach((name) => say({ watch: name }));
    showState();
    changed("");
  }

  function heard(event) {
    heardAt = Date.now();
    const name = JSON.parse(event.data).changed;
    if (name) changed(name);
  }

  function closed(event) {
    if (event.target !== socket) return;
    if (attempts === 0) downSince = Date.now();
    socket = null;
    if (event.code === SIGN_IN_AGAIN) return signOut();
    const delay = Math.min(500 * 2 ** attempts, 30000);
    attempts += 1;
    retryTimer = setTimeout(connect, delay * (0.75 + Math.random() / 2));
    setTimeout(showState, QUIET_MS + 100);
  }

  function signOut() {
    signedOut = true;
    showState();
  }

  function showState() {
    const place = document.querySelector("[data-live-state]");
    if (!place) return;
    const down = !isUp() && Date.now() - downSince >= QUIET_MS;
    const text = signedOut ? "You are signed out." : down ? "Reconnecting…" : "";
    if (place.dataset.text === text) return;
    place.dataset.text = text;
    place.textContent = text;
    if (signedOut) {
      const link = document.createElement("a");
      link.href = location.href;
      link.textContent = "Sign in";
      place.append(" ", link);
    }
  }

  // A socket that is open but silent is dead: half-open connections never say that they closed.
  function ping() {
    if (!isUp()) return;
    const asked = Date.now();
    say({ watch: "ping" });
    setTimeout(() => {
      if (isUp() && heardAt < asked) socket.close();
    }, ANSWER_MS);
  }

  function lookAgain() {
    if (signedOut || document.hidden) return;
    if (!isUp()) connect();
    changed("");
  }

  // Times are written by the server in its zone; a person reads them in their own, written the same way.

  const FULL = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
  const word = (at, part) => at.toLocaleDateString("en-US", { [part]: "short" });
  const clock = (at) => [at.getHours(), at.getMinutes()].map((number) => String(number).padStart(2, "0")).join(":");

  function date(at, now) {
    const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
    return `${at.getDate()} ${word(at, "month")}${year}`;
  }

  function localTimes(root) {
    for (const time of root.querySelectorAll("time[datetime]")) {
      const at = new Date(time.dateTime);
      if (isNaN(at)) continue;
      time.title = FULL.format(at);
      const now = new Date();
      const today = at.toDateString() === now.toDateString();
      if (time.dataset.local === "clock") time.textContent = clock(at);
      if (time.dataset.local === "day") time.textContent = today ? "Today" : `${word(at, "weekday")} ${date(at, now)}`;
      if (time.dataset.local === "moment") time.textContent = today ? clock(at) : `${date(at, now)}, ${clock(at)}`;
    }
  }

  function start() {
    localTimes(document);
    document.addEventListener("htmx:load", (event) => localTimes(event.target));
    if (!document.querySelector("[data-live-state]")) return;
    window.addEventListener("focus", lookAgain);
    window.addEventListener("pageshow", (event) => event.persisted && lookAgain());
    document.addEventListener("visibilitychange", lookAgain);
    setInterval(() => { ping(); if (isUp()) lookAgain(); }, PING_MS);
    setInterval(() => { showState(); if (!isUp()) lookAgain(); }, POLL_MS);
    connect();
  }

  window.live = { watch, localTimes, signOut };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
