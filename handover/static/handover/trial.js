// Try it: sends without leaving the page, keeps the focus where it is and the newest message in sight.
// The conversation itself lives in the form; without this script the form is posted as any other.
(() => {
  "use strict";

  const form = () => document.getElementById("trial-form");
  const ours = ({ detail }) => detail.elt?.id === "trial-form";
  const text = () => document.getElementById("trial-text");
  const sent = new WeakMap();  // what was in the field when it was sent, by the event that sent it
  let pressed = "";

  // Messages that stay as they are are not touched, so that a screen reader says only what is new.
  function patch(log, fresh) {
    const old = new Map([...log.children].map((child) => [child.id, child]));
    let last = null;
    for (const child of [...fresh.children]) {
      const current = old.get(child.id);
      old.delete(child.id);
      const shown = current?.isEqualNode(child) ? current : child;
      if (current && shown !== current) current.replaceWith(child);
      else if (!current && last) last.after(child);
      else if (!current) log.prepend(child);
      last = shown;
    }
    old.forEach((child) => child.remove());
    toNewest(log);
  }

  function toNewest(log) {
    log.scrollTop = log.scrollHeight;
  }

  function problem(words) {
    document.getElementById("trial-problem").textContent = words;
  }

  // What was sent leaves the field at once, so that the next message can be typed meanwhile.
  document.body.addEventListener("submit", (event) => {
    if (event.target !== form() || !window.htmx || event.submitter?.value !== "say") return;
    sent.set(event, text().value);
    text().value = "";
  }, true);

  // A request says what the button that made it says; one that nobody made says nothing.
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (!ours(event)) return;
    const { parameters, triggeringEvent: cause } = event.detail;
    pressed = document.activeElement?.id || "";
    delete parameters.do;
    delete parameters.try;
    if (cause?.submitter?.name) parameters[cause.submitter.name] = cause.submitter.value;
    if (sent.has(cause)) parameters.text = sent.get(cause);
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!ours(event)) return;
    const { detail } = event;
    if (detail.xhr.responseURL.includes("/accounts/")) {
      detail.shouldSwap = false;
      putBack(detail);
      return live.signOut();
    }
    if (detail.xhr.status !== 422) return;
    detail.shouldSwap = true;
    detail.isError = false;
    putBack(detail);
  });

  function putBack({ requestConfig: { triggeringEvent: cause } }) {
    if (sent.has(cause)) text().value = [sent.get(cause), text().value].filter(Boolean).join(" ");
  }

  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const log = event.detail.target;
    if (log.id !== "trial-log") return;
    event.detail.shouldSwap = false;
    patch(log, event.detail.fragment.firstElementChild || event.detail.fragment);
  });

  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, (event) => {
      if (!ours(event)) return;
      putBack(event.detail);
      problem("That did not go through. Your text is still here; try again.");
    });
  }

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!ours(event) || document.activeElement !== document.body || !pressed) return;
    (document.getElementById(pressed) || text()).focus();
  });

  // A choice counts as soon as it is made, and Enter in a field of the situation sends no message.
  const apply = () => form().requestSubmit(document.getElementById("trial-apply"));
  document.body.addEventListener("change", ({ target }) => {
    if (target.matches("#trial-away, #trial-channel, #trial-name")) apply();
  });
  document.body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("#trial-name, #trial-time")) return;
    event.preventDefault();
    apply();
  });

  document.body.addEventListener("htmx:load", ({ detail }) => {
    const log = detail.elt.querySelector?.("#trial-log");
    if (log) toNewest(log);
  });
})();
