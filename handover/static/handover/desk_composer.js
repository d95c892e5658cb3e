// The reply's form: it keeps what was typed until it is sent, counts near the limit, and sends by keyboard.
(() => {
  "use strict";

  const COUNT_FROM = 0.9;
  const composer = () => document.getElementById("desk-composer");
  if (!composer()) return;
  const key = `desk.draft.${composer().dataset.composer}`;
  const field = () => composer().elements.text;

  function store(value) {
    try {
      if (value) sessionStorage.setItem(key, value);
      else sessionStorage.removeItem(key);
    } catch {
      // Without storage the text lives as long as the page does.
    }
  }

  function stored() {
    try {
      return sessionStorage.getItem(key) || "";
    } catch {
      return "";
    }
  }

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

  function typed() {
    store(field().value);
    grow(field());
    count(field());
  }

  function edit(link) {
    composer().elements.suggestion.value = link.dataset.edit;
    field().value = link.dataset.text;
    typed();
    field().focus();
  }

  document.addEventListener("input", (event) => event.target === field() && typed());
  document.addEventListener("keydown", (event) => {
    if (event.target !== field() || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!field().readOnly) composer().requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    if (!link) return;
    event.preventDefault();
    edit(link);
  });

  // While it is being sent the text stands still: what would be typed then would be lost with the old form.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target === composer()) field().readOnly = true;
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const sent = event.detail.elt.id === "desk-composer";
    if (!sent) return;
    field().readOnly = false;
    if (event.detail.successful && event.detail.xhr.status === 200) {
      store("");
      field().focus();
    }
    count(field());
  });

  if (!field().value) field().value = stored();
  if (field().value) typed();
})();
