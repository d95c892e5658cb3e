// The address of a channel to the clipboard, in one click.
(() => {
  "use strict";

  function offer() {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  }

  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // it stays selected for Ctrl+C
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
  });
  document.addEventListener("htmx:afterSettle", offer);
  offer();
})();
