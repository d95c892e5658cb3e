// The form for replies and notes: it grows, counts near the limit, sends by keyboard, and never sends a note.
(() => {
  "use strict";

  const COUNT_FROM = 0.9;
  const composer = () => document.getElementById("desk-composer");
  if (!composer()) return;
  const field = () => composer().elements.text;
  const isNote = () => document.getElementById("mode-note").checked;

  function grow(text) {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight + 2, window.innerHeight / 3)}px`;
  }

  function count(text) {
    const limit = Number(text.dataset.limit);
    const length = [...text.value.trim()].length;
    const counter = document.getElementById("desk-counter");
    counter.textContent = length >= limit * COUNT_FROM ? `${length} of ${limit}` : "";
    counter.classList.toggle("is-over", length > limit);
  }

  function shown() {
    grow(field());
    count(field());
  }

  function typed() {
    deskDraft.typed();
    shown();
  }

  function choose(mode) {
    const choice = document.getElementById(`mode-${mode}`);
    if (!choice.disabled) choice.checked = true;
    invite();
  }

  // A resolved conversation takes notes only; what was begun as a reply stands there until it is reopened.
  function close() {
    const closed = document.getElementById("desk-note").hasAttribute("data-closed");
    const reply = document.getElementById("mode-reply");
    const reopened = reply.disabled && !closed;
    reply.disabled = closed;
    if (closed) choose("note");
    else if (reopened && !field().value.trim()) choose("reply");
  }

  // Nothing is begun and nobody is in it: on a phone it makes room for the thread.
  function rest(by) {
    const form = composer();
    const inUse = by && form.contains(by);
    const begun = field().value.trim() !== "" || form.querySelector(".desk-file") !== null;
    form.toggleAttribute("data-rests", !inUse && !begun);
  }

  function invite() {
    field().placeholder = isNote() ? "Write a note…" : "Write a reply…";
  }

  function edit(link) {
    choose("reply");
    composer().elements.suggestion.value = link.dataset.edit;
    field().value = link.dataset.text;
    typed();
    field().focus();
  }

  function send() {
    if (!field().readOnly) document.getElementById(isNote() ? "send-note" : "send-reply").click();
  }

  document.addEventListener("input", (event) => event.target === field() && typed());
  // Not when the focus leaves by a press of the pointer: what is pressed must not move away under it.
  document.addEventListener("focusin", ({ target }) => composer().contains(target) && rest(target));
  document.addEventListener("keyup", ({ key, target }) => key === "Tab" && rest(target));
  document.addEventListener("change", (event) => {
    if (event.target.name !== "mode" || !composer().contains(event.target)) return;
    invite();
    deskDraft.typed();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target !== field() || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send();
  });
  document.addEventListener("click", (event) => {
    if (event.target.isConnected && !composer().contains(event.target)) rest(document.activeElement);
    const link = event.target.closest("[data-edit]");
    if (link) {
      event.preventDefault();
      edit(link);
    }
    const chosen = event.target.closest(".desk-modes input, .desk-modes label");
    if (chosen && event.detail > 0) setTimeout(() => field().focus());
  });

  // While it is being sent the text stands still: what would be typed then would be lost with the old form.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== composer()) return;
    field().readOnly = true;
    deskDraft.pause();
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    close();
    if (event.detail.elt.id !== "desk-composer") return;
    field().readOnly = false;
    if (event.detail.successful && event.detail.xhr.status === 200) {
      deskDraft.forget();
      field().focus();
    } else deskDraft.typed();
    count(field());
  });

  const unkept = deskDraft.left();
  if (unkept && !composer().elements.suggestion.value) {
    field().value = unkept.text;
    choose(unkept.mode === "note" ? "note" : "reply");
  }
  if (field().value) {
    shown();
    field().setSelectionRange(field().value.length, field().value.length);
  }
  invite();
  rest(document.activeElement);
  if (/[?&](canned|edit)=/.test(location.search)) field().focus();
})();
