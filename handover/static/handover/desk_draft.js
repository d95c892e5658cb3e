// What is typed is kept on the server within a second, and in this tab until the server has it.
(() => {
  "use strict";

  const KEEP_AFTER_MS = 700;
  const AGAIN_AFTER_MS = 5000;
  const composer = () => document.getElementById("desk-composer");
  if (!composer()) return;
  const key = `desk.draft.${composer().dataset.composer}`;
  let timer = 0;
  let sending = null;

  function store(entry) {
    try {
      if (entry) sessionStorage.setItem(key, JSON.stringify(entry));
      else sessionStorage.removeItem(key);
    } catch {
      // Without storage the text lives as long as the page does.
    }
  }

  function stored() {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  }

  const age = (entry) => Math.max(Date.now() - entry.at, 0);
  const say = (text) => { document.getElementById("desk-kept").textContent = text; };

  function posted(entry) {
    const form = composer().elements;
    return new URLSearchParams({
      csrfmiddlewaretoken: form.csrfmiddlewaretoken.value,
      client_key: entry.key,
      text: entry.text,
      mode: entry.mode,
      age: age(entry),
    });
  }

  async function keep() {
    clearTimeout(timer);
    const entry = stored();
    if (!entry || sending) return;
    sending = new AbortController();
    const signal = sending.signal;
    const answer = await fetch(composer().dataset.draftUrl, {
      method: "POST", body: posted(entry), keepalive: true, redirect: "error", signal,
    }).catch(() => null);
    if (signal.aborted) return;
    sending = null;
    heard(entry, answer ? answer.status : 0);
  }

  function heard(entry, status) {
    const newer = stored()?.at !== entry.at;
    const settled = status === 200 || status === 409;
    if (settled && !newer) store(null);
    if (status === 200) say(entry.text ? "Draft kept" : "");
    else if (status === 409) say("Something newer is kept, from another window");
    else say("Not kept yet");
    if (newer || !settled) keepIn(newer ? KEEP_AFTER_MS : AGAIN_AFTER_MS);
  }

  function keepIn(wait) {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  }

  function typed() {
    const form = composer().elements;
    store({ text: form.text.value, mode: form.mode.value, key: form.client_key.value, at: Date.now() });
    say("");
    keepIn(KEEP_AFTER_MS);
  }

  // While it is being sent nothing may be kept: a draft must not outlive its message.
  function pause() {
    clearTimeout(timer);
    sending?.abort();
    sending = null;
  }

  function forget() {
    pause();
    store(null);
    say("");
  }

  // What this tab could not hand over counts when it was typed after what the server has.
  function left() {
    const entry = stored();
    const theirs = composer().dataset.draftAge;
    if (!entry || typeof entry.text !== "string") return null;
    if (theirs !== undefined && Number(theirs) < age(entry)) {
      store(null);
      return null;
    }
    keepIn(0);
    return entry;
  }

  window.addEventListener("online", keep);
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());

  window.deskDraft = { typed, pause, forget, left };
})();
