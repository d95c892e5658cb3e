// Single keys for what has a data-key: "c" presses it, "g m" after a g. Never while something is typed.
(() => {
  "use strict";

  const SWITCH = "desk.keys";
  const SECOND_KEY_MS = 1500;
  const FIELDS = ":is(select, textarea, button, input:not([type=hidden]), a[href]):not(:disabled, [hidden])";
  const sheet = document.getElementById("desk-help");
  if (!sheet) return;
  const box = document.getElementById("keys-on");
  let first = "";
  let timer = 0;

  function isOn() {
    try {
      return localStorage.getItem(SWITCH) !== "off";
    } catch {
      return true;
    }
  }

  function turn(on) {
    try {
      localStorage.setItem(SWITCH, on ? "on" : "off");
    } catch {
      // Without storage they stay as they are.
    }
  }

  const isTyping = (node) => node.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=listbox]") !== null;

  function press(key) {
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((node) => !node.disabled);
    if (!found) return false;
    found.click();
    if (found.matches("summary")) found.parentElement.querySelector(FIELDS)?.focus();
    if (found.name === "mode") document.getElementById("desk-text").focus();
    return true;
  }

  function step(by) {
    const rows = [...document.querySelectorAll("#desk-rows .desk-row > a")];
    const at = rows.findIndex((row) => row === document.activeElement);
    const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = from < 0 ? rows[0] : rows[Math.min(Math.max(from + by, 0), rows.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return next !== undefined;
  }

  function openRow() {
    const row = document.activeElement.closest(".desk-row > a");
    row?.click();
    return row !== null;
  }

  const OURS = { j: () => step(1), k: () => step(-1), o: openRow, "?": () => { sheet.showModal(); return true; } };

  function keyed(key, inList) {
    const before = first;
    first = "";
    if (inList && key === "ArrowDown") return step(1);
    if (inList && key === "ArrowUp") return step(-1);
    if (before) return press(`${before} ${key}`);
    if (key === "g") return wait(key);
    return OURS[key] ? OURS[key]() : key.length === 1 && press(key);
  }

  function wait(key) {
    first = key;
    clearTimeout(timer);
    timer = setTimeout(() => { first = ""; }, SECOND_KEY_MS);
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Shift") return;
    const target = event.target;
    if (event.key === "Escape" && target.id === "desk-text") return target.blur();
    if (!isOn() || isTyping(target) || document.querySelector("dialog[open]")) return;
    if (keyed(event.key, target.closest("#desk-rows") !== null)) event.preventDefault();
  });

  box.checked = isOn();
  box.addEventListener("change", () => turn(box.checked));
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
  document.getElementById("keys-open").addEventListener("click", () => sheet.showModal());
  document.getElementById("desk-keys").hidden = false;
})();
