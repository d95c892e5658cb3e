// Chips over a list of lines. The textarea stays the form's control, one a line; what is being typed is part
// of it, so that a draft keeps it too. Keys: Enter adds; Backspace in the empty input edits the last; on a chip
// the arrows move, Enter edits, Delete removes.
import { editInPlace } from "./editor/in_place.js";
import { isMany, length, made, same, says, short, split, tidy } from "./editor/lines.js";

class Chips {
  constructor(field) {
    this.field = field;
    this.area = field.querySelector("textarea");
    this.counter = field.querySelector("[data-chips-count]");
    this.most = Number(field.dataset.lines);
    this.length = Number(field.dataset.length);
    this.noun = field.dataset.noun;
    this.label = field.querySelector("label").textContent;
    this.build();
    this.read();
    this.area.addEventListener("input", () => this.own || this.read());
  }

  build() {
    const id = this.area.id;
    this.list = made("ul", { className: "chip-list" });
    this.list.setAttribute("aria-label", this.label);
    this.entry = made("input", { type: "text", id, dir: "auto", autocomplete: "off", spellcheck: true });
    this.entry.setAttribute("aria-describedby", `${id}_keys ${this.area.getAttribute("aria-describedby")}`);
    this.add = made("button", { type: "button", className: "house-button", textContent: this.field.dataset.add });
    this.said = made("p", { className: "chip-said" });
    this.said.setAttribute("role", "status");
    this.keys = made("span", {
      id: `${id}_keys`,
      className: "only-heard",
      textContent: `${this.field.dataset.entry}: Enter adds it. Backspace in the empty field edits the last one. In the list, arrow keys move, Enter edits, Delete removes.`,
    });
    new MutationObserver(() => this.mark()).observe(this.area, { attributeFilter: ["aria-invalid"] });
    this.mark();
    this.area.id = `${id}_lines`;
    this.area.hidden = true;
    this.area.after(this.list, made("div", { className: "chip-entry" }, this.entry, this.add), this.said, this.keys);
    this.field.dataset.chipsOn = "";
    this.listen();
  }

  // What is wrong is noted on the form's control.
  mark() {
    if (this.area.hasAttribute("aria-invalid")) this.entry.setAttribute("aria-invalid", "true");
    else this.entry.removeAttribute("aria-invalid");
  }

  listen() {
    this.entry.addEventListener("keydown", (event) => this.pressed(event));
    this.entry.addEventListener("paste", (event) => this.pasted(event));
    this.entry.addEventListener("input", (event) => {
      event.stopPropagation();
      this.say("");
      this.write();
    });
    this.add.addEventListener("click", () => {
      this.take();
      this.entry.focus();
    });
    this.list.addEventListener("click", (event) => this.clicked(event));
    this.list.addEventListener("keydown", (event) => this.moved(event));
  }

  // From the textarea: at first, and when something else has changed it.
  read() {
    this.lines = split(this.area.value);
    this.entry.value = "";
    this.draw();
    const bad = this.list.querySelector(".is-bad");
    if (bad) this.list.scrollTop = bad.offsetTop - 40;
  }

  // Into the textarea; the form hears of it as of any typing.
  write() {
    const text = [...this.lines, tidy(this.entry.value)].filter(Boolean).join("\n");
    this.count();
    if (this.area.value === text) return;
    this.area.value = text;
    this.own = true;
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.own = false;
  }

  count() {
    const now = this.lines.length;
    this.counter.textContent = `${now} of ${this.most}`;
    this.counter.classList.toggle("is-over", now > this.most);
  }

  draw() {
    this.list.replaceChildren(...this.lines.map((line, at) => this.chip(line, at)));
    this.hold(Math.min(this.held || 0, this.lines.length - 1));
    this.count();
  }

  chip(line, at) {
    const over = length(line) > this.length;
    const text = made("button", { type: "button", className: "chip-text", dir: "auto", tabIndex: -1, title: "Edit" });
    text.textContent = over ? `${short(line)} (${length(line).toLocaleString("en")} characters, at most ${this.length})` : line;
    const remove = made("button", { type: "button", className: "chip-remove", tabIndex: -1, title: "Remove", textContent: "×" });
    remove.setAttribute("aria-label", `Remove ${short(line)}`);
    const chip = made("li", { className: over ? "chip is-bad" : "chip" }, text, remove);
    chip.dataset.at = at;
    return chip;
  }

  texts() {
    return [...this.list.querySelectorAll(".chip-text")];
  }

  // Of all chips one is reached by Tab.
  hold(at) {
    this.held = Math.max(0, at);
    this.texts().forEach((text, place) => (text.tabIndex = place === this.held ? 0 : -1));
  }

  focusOn(at) {
    if (!this.lines.length) return this.entry.focus();
    this.hold(Math.min(Math.max(0, at), this.lines.length - 1));
    return this.texts()[this.held].focus();
  }

  // Why it is not taken; "" when it is. What is only too long is taken, and marked: nothing typed is lost.
  refusal(line, besides = -1) {
    const there = this.lines.findIndex((other, at) => at !== besides && same(other, line));
    if (there >= 0) return { text: `“${short(line)}” is in the list already.`, there };
    if ("says" in this.field.dataset && !says(line)) {
      return { text: `“${short(line)}” is too short: nearly every message would match it.` };
    }
    return null;
  }

  // What stands in the input becomes a chip.
  take() {
    const line = tidy(this.entry.value);
    if (!line) return;
    const refused = this.refusal(line);
    if (refused) return this.refuse(refused);
    this.lines.push(line);
    this.entry.value = "";
    this.held = this.lines.length - 1;
    this.draw();
    this.write();
    this.list.scrollTop = this.list.scrollHeight;
    this.say(this.overLimits(line) || `Added “${short(line)}”.`, Boolean(this.overLimits(line)));
  }

  overLimits(line) {
    if (length(line) > this.length) return `“${short(line)}” has ${length(line).toLocaleString("en")} characters; at most ${this.length} can be saved.`;
    const over = this.lines.length - this.most;
    return over > 0 ? `These are ${this.lines.length} ${this.noun}s; at most ${this.most} can be saved. Remove ${over}.` : "";
  }

  refuse({ text, there }) {
    this.say(text, true);
    const chip = this.list.children[there];
    chip?.classList.add("is-there");
    chip?.scrollIntoView({ block: "nearest" });
  }

  // Many lines at once.
  pasted(event) {
    const text = event.clipboardData.getData("text");
    if (!isMany(text)) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.entry;
    const lines = split(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
    const refused = [];
    for (const line of lines) {
      const why = this.refusal(line);
      if (why) refused.push(why);
      else this.lines.push(line);
    }
    this.entry.value = "";
    this.draw();
    this.write();
    this.list.scrollTop = this.list.scrollHeight;
    this.sayPasted(lines.length - refused.length, refused);
  }

  sayPasted(added, refused) {
    const words = [`${added} added.`];
    const repeats = refused.filter((one) => one.there !== undefined).length;
    if (repeats) words.push(repeats === 1 ? "1 was in the list already." : `${repeats} were in the list already.`);
    words.push(...refused.filter((one) => one.there === undefined).slice(0, 3).map((one) => one.text));
    const over = this.lines.length - this.most;
    if (over > 0) words.push(`At most ${this.most} can be saved. Remove ${over}.`);
    this.say(words.join(" "), over > 0);
  }

  pressed(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.take();
    } else if (event.key === "Backspace" && !this.entry.value && this.lines.length) {
      event.preventDefault();
      this.entry.value = this.lines.pop();
      this.draw();
      this.write();
      this.say("The last one is in the field again.");
    }
  }

  clicked(event) {
    const chip = event.target.closest(".chip");
    if (!chip) return;
    const at = Number(chip.dataset.at);
    if (event.target.closest(".chip-remove")) this.remove(at);
    else if (event.target.closest(".chip-text")) this.edit(at);
  }

  moved(event) {
    const chip = event.target.closest(".chip");
    if (!chip || !event.target.matches(".chip-text")) return;
    const at = Number(chip.dataset.at);
    const forward = getComputedStyle(this.list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const steps = { ArrowLeft: -1, ArrowRight: -1, [forward]: 1, ArrowUp: -1, ArrowDown: 1, Home: -at, End: this.lines.length };
    if (event.key in steps) this.focusOn(at + steps[event.key]);
    else if (event.key === "Delete" || event.key === "Backspace") this.remove(at);
    else if (event.key === "F2") this.edit(at);
    else return;
    event.preventDefault();
  }

  remove(at) {
    const [line] = this.lines.splice(at, 1);
    this.draw();
    this.write();
    this.focusOn(at);
    this.say(`Removed “${short(line)}”.`, false, () => {
      this.lines.splice(at, 0, line);
      this.draw();
      this.write();
      this.focusOn(at);
      this.say(`“${short(line)}” is back.`);
    });
  }

  edit(at) {
    const before = this.lines[at];
    const chip = this.list.children[at];
    chip.className = "chip is-edited";
    editInPlace(chip, before, {
      typed: (line) => {
        this.lines[at] = line;
        this.write();
      },
      refusal: (line) => this.refusal(line, at),
      refuse: (why) => this.refuse(why),
      done: (line, stay) => {
        this.lines[at] = line;
        this.finish(at, before, stay);
      },
      kept: (why) => this.say(`${why.text} It stays as it was.`, true),
    });
  }

  finish(at, before, stay) {
    const line = this.lines[at];
    if (line) {
      this.list.children[at].replaceWith(this.chip(line, at));
      this.hold(at);
    } else {
      this.lines.splice(at, 1);
      this.draw();
    }
    this.write();
    if (stay) this.focusOn(at);
    const limit = line && this.overLimits(line);
    if (!line) this.say(`Removed “${short(before)}”.`);
    else if (line !== before) this.say(limit || `Changed to “${short(line)}”.`, Boolean(limit));
    else this.say("");
  }

  say(text, refused = false, undo = null) {
    for (const chip of this.list.querySelectorAll(".is-there")) chip.classList.remove("is-there");
    this.said.classList.toggle("is-refused", refused);
    this.said.replaceChildren(text);
    if (!undo) return;
    const button = made("button", { type: "button", textContent: "Undo" });
    button.addEventListener("click", undo);
    this.said.append(button);
  }
}

for (const field of document.querySelectorAll("[data-chips]")) new Chips(field);
