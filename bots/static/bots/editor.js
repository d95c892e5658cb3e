// The scenario editor: counts, placeholders at the cursor, finding someone in the list, the first problem.
(() => {
  "use strict";
  const form = document.getElementById("editor");
  if (!form) return;

  // As the server counts: code points, without the white space around.
  const length = (text) => [...text.trim()].length;

  function count(shown) {
    const limit = Number(shown.dataset.limit);
    const now = length(document.getElementById(shown.dataset.countOf).value);
    shown.textContent = `${now} of ${limit}`;
    shown.classList.toggle("is-over", now > limit);
  }

  for (const shown of form.querySelectorAll("[data-count-of]")) {
    count(shown);
    document.getElementById(shown.dataset.countOf).addEventListener("input", () => count(shown));
  }

  // What is said about the phrases is read out when it changes, not after every letter.
  document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const same = () => target.textContent.trim() === fragment.textContent.trim();
    if (target.id === "phrase-findings" && same()) event.detail.shouldSwap = false;
  });

  for (const group of form.querySelectorAll("[data-inserts]")) {
    const fields = group.dataset.inserts.split(" ").map((id) => document.getElementById(id));
    const lead = group.querySelector(".inserts-lead");
    let target = fields[0];
    const name = (field) => field.labels[0].textContent;
    const say = () => {
      lead.textContent = `Insert into ${name(target)}:`;
      group.setAttribute("aria-label", `Insert into ${name(target)}`);
    };
    say();
    for (const field of fields) {
      field.addEventListener("focus", () => {
        target = field;
        say();
      });
    }
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-insert]");
      if (button) insert(target, button.dataset.insert);
    });
  }

  function insert(field, text) {
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  for (const find of form.querySelectorAll("[data-find]")) {
    const rows = [...find.parentElement.querySelectorAll(`.${find.dataset.find}`)];
    const none = find.parentElement.querySelector("[data-none-found]");
    find.addEventListener("input", (event) => {
      event.stopPropagation();
      const wanted = find.value.trim().toLocaleLowerCase();
      const names = (row) => row.querySelector(".person-name").textContent.toLocaleLowerCase();
      const found = rows.filter((row) => names(row).includes(wanted));
      for (const row of rows) row.hidden = !found.includes(row) && !row.querySelector("input").checked;
      none.hidden = found.length > 0;
    });
    find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }

  // A field of a part that is closed or switched off is opened before it gets the focus.
  function goTo(id) {
    const place = document.getElementById(id);
    if (!place) return false;
    for (let box = place.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const control = place.matches("fieldset") ? place.querySelector("input:checked, input") : place;
    control.focus();
    control.scrollIntoView({ block: "center" });
    return true;
  }

  const problems = document.querySelector("[data-problems]");
  problems?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && goTo(link.hash.slice(1))) event.preventDefault();
  });

  // Once the page is visible: the shell hides it until its own scripts have run.
  function first() {
    const link = problems.querySelector("a[href^='#']");
    if (link) goTo(link.hash.slice(1));
    else problems.scrollIntoView();
  }
  if (problems) window.addEventListener("load", () => requestAnimationFrame(first));
})();
