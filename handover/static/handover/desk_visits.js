// Says that this page is open and who types, shows who else is here, and what was read.
(() => {
  "use strict";

  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const HEARTBEAT_MS = 20000;
  const TYPING_EVERY_MS = 3000;
  const TYPING_ENDS_MS = 4000;
  const ROWS_WAIT_MS = 800;
  const thread = document.getElementById("desk-thread");
  const own = desk.dataset.watch.split(" ").find((name) => name.startsWith("conversation."))?.split(".")[1];

  // The window's title counts what is not read.

  const title = document.title.replace(/^\(\d+\+?\) /, "");
  function showUnread() {
    const count = document.getElementById("queue-unread")?.dataset.unread;
    document.title = count ? `(${count}) ${title}` : title;
  }
  new MutationObserver(showUnread).observe(document.getElementById("desk-queues"), { childList: true });
  showUnread();

  // Faces in the rows that are on the screen.

  const rows = new Set();
  let rowsTimer = 0;
  async function fetchRows() {
    rowsTimer = 0;
    const query = new URLSearchParams([...rows].map((number) => ["row", number]));
    rows.clear();
    const answer = await fetch(`${desk.dataset.atRows}?${query}`).catch(() => null);
    if (!answer?.ok || answer.redirected) return; // the next refresh of the list brings them too
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const span of fresh.querySelectorAll(".desk-at")) {
      const shown = document.getElementById(span.id);
      if (!shown || shown.outerHTML === span.outerHTML) continue;
      const row = shown.closest("[data-row]");
      shown.replaceWith(document.importNode(span, true));
      row.dispatchEvent(new CustomEvent("desk:touched", { bubbles: true }));
    }
  }

  document.body.addEventListener("live:changed", ({ detail: { name } }) => {
    if (!name.startsWith("visit.")) return;
    const number = name.slice("visit.".length);
    if (number === own) document.body.dispatchEvent(new CustomEvent("visit-refresh"));
    if (!document.getElementById(`at-${number}`)) return;
    rows.add(number);
    rowsTimer ||= setTimeout(fetchRows, ROWS_WAIT_MS);
  });

  // Empty fields have no place in an address.
  document.querySelector("[data-find]")?.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });

  if (!own) return;

  // What is said to the server.

  const here = document.getElementById("desk-here");
  let typedAt = 0;
  let saidTypingAt = 0;
  let typing = false;
  let gone = false;
  let read = "";
  let timer = 0;

  const token = () => desk.querySelector("[name=csrfmiddlewaretoken]").value;
  const latest = () => [...thread.querySelectorAll("[id^=message-]")].at(-1)?.id.slice("message-".length) || "";

  function body(fields) {
    const data = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), ...fields })) data.set(name, value);
    return data;
  }

  async function say() {
    clearTimeout(timer);
    if (gone || document.hidden) return;
    timer = setTimeout(say, HEARTBEAT_MS);
    const seen = latest();
    const fields = { typing: typing ? "1" : "0", ...(seen === read ? {} : { read: seen }) };
    const answer = await fetch(desk.dataset.here, { method: "POST", body: body(fields) }).catch(() => null);
    if (answer?.ok) read = seen;
  }

  function leave() {
    if (gone) return;
    gone = true;
    clearTimeout(timer);
    navigator.sendBeacon(desk.dataset.left, body({}));
  }

  function comeBack() {
    gone = false;
    typing = false;
    say();
  }

  // What is written as a note, colleagues see when it is there.
  function types({ target }) {
    if (target.id !== "desk-text" || !target.value.trim() || isNote(target.form)) return;
    typedAt = Date.now();
    if (typing && typedAt - saidTypingAt < TYPING_EVERY_MS) return;
    typing = true;
    saidTypingAt = typedAt;
    say();
  }

  const isNote = (form) => form?.elements.mode?.value === "note";

  function stops() {
    if (!typing) return;
    typing = false;
    say();
  }

  desk.addEventListener("input", types);
  desk.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-unread-form]")) gone = true;
    else if (target.matches("[data-composer]")) stops();
  });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig.verb === "post") stops();
  });
  setInterval(() => { if (typing && Date.now() - typedAt > TYPING_ENDS_MS) stops(); }, 1000);

  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : comeBack()));
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => { if (event.persisted) comeBack(); });
  let soon = 0;
  new MutationObserver(() => {
    clearTimeout(soon);
    soon = setTimeout(() => { if (latest() !== read) say(); }, 400);
  }).observe(thread, { childList: true });

  // What was said holds for a while; then it is asked for again.

  let ends = 0;
  function expire() {
    clearTimeout(ends);
    const seconds = Number(document.getElementById("here-who")?.dataset.for);
    if (seconds) ends = setTimeout(() => document.body.dispatchEvent(new CustomEvent("visit-refresh")), seconds * 1000);
  }
  new MutationObserver(expire).observe(here, { childList: true });
  expire();
  say();
})();
