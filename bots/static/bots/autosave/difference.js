// What somebody else has there beside what stands on this page, field by field, and the decision.
import { clock } from "./line.js";

let count = 0;

// Shows it and waits. facts: the 409's answer. Gives null (later), or the names of the fields to take of theirs.
export function decide(facts, note = "") {
  return new Promise((settle) => {
    const dialog = drawn(facts, note);
    let decision = null;
    const end = (chosen) => {
      decision = chosen;
      dialog.close();
    };
    const all = facts.changes.map((change) => change.name);
    on(dialog, "mine", () => end([]));
    on(dialog, "theirs", () => end(all));
    on(dialog, "chosen", () => end(all.filter((name) => dialog.querySelector(`[name="${CSS.escape(`theirs-${name}`)}"]:checked`).value)));
    on(dialog, "later", () => end(null));
    dialog.addEventListener("close", () => {
      dialog.remove();
      settle(decision);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function on(dialog, name, run) {
  dialog.querySelector(`[data-do="${name}"]`)?.addEventListener("click", run);
}

function drawn(facts, note) {
  const who = facts.yourself ? "You, in another window" : facts.by;
  const dialog = made("dialog", { className: "difference" });
  const title = made("h2", { id: `difference-${(count += 1)}`, tabIndex: -1, autofocus: true });
  title.textContent = `${facts.yourself ? "You changed this in another window" : `${facts.by} changed this`} at ${clock(facts.moment)}`;
  dialog.setAttribute("aria-labelledby", title.id);
  const several = facts.changes.length > 1;
  const body = made("div", { className: "difference-body" });
  body.append(...facts.changes.map((change) => field(change, who, several)));
  if (!facts.changes.length) body.append(made("p", { textContent: "Both say the same; only spaces or the order differ." }));
  const lead = made("p", {
    className: "hint",
    textContent: note || "Nothing is overwritten before you decide, and what you give up can be put back.",
  });
  dialog.append(title, lead, body, buttons(facts, several));
  return dialog;
}

function field(change, who, several) {
  const part = made("fieldset", { className: "difference-field" });
  part.append(made("legend", { textContent: change.label }));
  part.append(side(change, who, change.before, several, "theirs"), side(change, "You, on this page", change.after, several, ""));
  return part;
}

function side(change, who, text, several, value) {
  const part = made(several ? "label" : "div", { className: "difference-side" });
  const head = made("span", { className: "difference-who" });
  if (several) {
    head.append(made("input", { type: "radio", name: `theirs-${change.name}`, value, checked: value === "" }), " ");
  }
  head.append(who);
  part.append(head, made("span", { className: "difference-text", dir: "auto", textContent: text || "empty" }));
  if (!text) part.lastChild.classList.add("is-empty");
  return part;
}

function buttons(facts, several) {
  const row = made("div", { className: "difference-buttons" });
  const theirs = facts.yourself ? "Take the other window's" : "Take theirs";
  if (several) row.append(button("chosen", "Use what is chosen", "is-main"));
  row.append(button("mine", "Keep mine", several ? "" : "is-main"), button("theirs", theirs, ""), button("later", "Decide later", ""));
  return row;
}

function button(name, text, look) {
  const one = made("button", { type: "button", className: `house-button ${look}`, textContent: text });
  one.dataset.do = name;
  return one;
}

function made(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
