// Notification settings: the sentences follow what is ticked, and a test says beside its button what came of it.
(() => {
  "use strict";

  const ASKED_AFTER_MS = 120;
  const FIELDS = ["told", "quiet_from", "quiet_until"];
  const matrix = document.querySelector("[data-matrix]");
  const form = matrix?.closest("form");
  let timer = 0;
  let asked = 0;

  async function say() {
    const turn = ++asked;
    const typed = [...new FormData(form)].filter(([name]) => FIELDS.includes(name));
    try {
      const answer = await fetch(`${matrix.dataset.matrix}?${new URLSearchParams(typed)}`);
      if (!answer.ok || turn !== asked) return;
      for (const [event, told] of Object.entries(await answer.json())) {
        const place = matrix.querySelector(`[data-told="${event}"]`);
        if (place.textContent !== told) place.textContent = told;
      }
    } catch {
      // Offline: the sentences stay as they were, and saving says what is wrong.
    }
  }

  function changed(event) {
    if (!FIELDS.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(say, ASKED_AFTER_MS);
  }

  async function send(event) {
    const button = event.target.closest("[data-test]");
    if (!button) return;
    event.preventDefault();
    const said = button.parentElement.querySelector("[data-test-said]");
    const token = button.form.querySelector("[name=csrfmiddlewaretoken]").value;
    const url = button.getAttribute("formaction") || button.form.getAttribute("action");
    button.disabled = true;
    said.classList.remove("is-bad");
    said.textContent = "Sending…";
    try {
      const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } });
      const told = await answer.json();
      said.textContent = told.said;
      said.classList.toggle("is-bad", !told.ok);
    } catch {
      said.textContent = "No answer came. Is the connection up?";
      said.classList.add("is-bad");
    } finally {
      button.disabled = false;
      button.focus();
    }
  }

  // A link to one part of a member's page opens its tab.
  function openTab() {
    const named = `'${location.hash.slice(1)}'`;
    const tabs = [...document.querySelectorAll("a")].filter((one) => one.getAttribute("x-on:click")?.includes(named));
    if (location.hash) tabs[0]?.click();
  }

  document.addEventListener("alpine:initialized", openTab);
  if (matrix) form.addEventListener("change", changed);
  document.addEventListener("click", send);
})();
