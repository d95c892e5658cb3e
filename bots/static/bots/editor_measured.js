// The slider says what its step does to past conversations; a sentence of the panel is taken up into a list.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  const panel = document.getElementById("measured");
  if (!form || !panel) return;
  const slider = form.querySelector("[data-sensitivity]");
  const control = slider?.querySelector("input[type=range]");

  const chosen = () => control?.value ?? form.querySelector("[name=retries]:checked")?.value;

  function say() {
    const step = chosen();
    let said = "";
    for (const line of panel.querySelectorAll("[data-effects] > [data-step]")) {
      const here = line.dataset.step === step;
      line.classList.toggle("is-chosen", here);
      if (here) said = line.querySelector("[data-effect-text]").textContent.trim();
    }
    if (!slider) return;
    const name = slider.querySelector(`option[value="${CSS.escape(step)}"]`)?.label ?? "";
    slider.querySelector("[data-step-name]").textContent = name;
    control.setAttribute("aria-valuetext", name);
    slider.querySelector("[data-effect]").textContent = said && `At this setting: ${said}`;
  }

  form.addEventListener("input", say);
  form.addEventListener("autosave:filled", say);
  panel.addEventListener("htmx:afterSettle", say);

  // What was folded out stays so when it is measured again.
  let open = [];
  panel.addEventListener("htmx:beforeSwap", () => {
    open = [...panel.querySelectorAll("details[id][open]")].map((one) => one.id);
  });
  panel.addEventListener("htmx:afterSwap", () => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  });
  say();

  // As if it had been typed, so that the draft has it and no other window is in the way.
  panel.addEventListener("submit", (event) => {
    const asked = event.target.closest("[data-take-up]");
    if (!asked) return;
    const area = form.querySelector(`textarea[name="${CSS.escape(event.submitter.value)}"]`);
    if (!area) return;
    event.preventDefault();
    const text = asked.elements.text.value;
    area.value = [...area.value.split("\n").filter(Boolean), text].join("\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    event.submitter.textContent = "Added to the draft";
    event.submitter.disabled = true;
    document.getElementById("measured-title").focus({ preventScroll: true });
  });
})();
