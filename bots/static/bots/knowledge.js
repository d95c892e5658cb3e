// The list of articles: choosing many at once. The import: a file that is too large is refused before it is
// sent, and a slow import says that it runs.
(() => {
  "use strict";

  const choices = () => [...document.querySelectorAll("[data-choose]")];

  // Also after the list was put in anew.
  function count() {
    const every = document.querySelector("[data-every]");
    if (!every) return;
    const all = choices();
    const chosen = all.filter((box) => box.checked).length;
    every.closest("label").hidden = all.length === 0;
    every.checked = chosen > 0 && chosen === all.length;
    every.indeterminate = chosen > 0 && chosen < all.length;
    document.querySelector("[data-chosen]").textContent = chosen ? `${chosen} chosen:` : "None chosen";
    for (const button of document.querySelectorAll("[data-bulk] button")) button.disabled = chosen === 0;
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-every]")) for (const box of choices()) box.checked = event.target.checked;
    if (event.target.matches("[data-every], [data-choose]")) count();
  });
  document.addEventListener("htmx:afterSettle", count);
  count();

  const upload = document.querySelector("[data-upload]");
  const file = upload?.querySelector("input[type=file]");
  const problem = upload?.querySelector("[data-upload-problem]");

  function tooLarge() {
    const largest = Number(upload.dataset.largest);
    const [chosen] = file.files;
    const over = Boolean(chosen) && chosen.size > largest;
    problem.hidden = !over;
    if (over) {
      const size = (chosen.size / 1048576).toFixed(1);
      problem.textContent = `“${chosen.name}” has ${size} MB; at most ${largest / 1048576} MB are possible. Split it into parts.`;
    }
    file.toggleAttribute("aria-invalid", over);
    return over;
  }

  file?.addEventListener("change", tooLarge);
  if (file) file.hasChangeListener = true; // the shell would look for a field of its own beside it
  upload?.addEventListener("submit", (event) => {
    if (!tooLarge()) return;
    event.preventDefault();
    file.focus();
  });

  document.querySelector("[data-import]")?.addEventListener("submit", ({ submitter }) => {
    if (submitter?.dataset.busy) submitter.textContent = submitter.dataset.busy;
  });
})();
