// Where the contact writes.
export class Composer {
  // sendFiles: takes the text that goes with the chosen files, promises whether they have arrived
  constructor(limit, files, send, sendFiles) {
    this.limit = limit;
    this.files = files;
    this.sendFiles = sendFiles;
    this.near = Math.max(limit - 500, Math.floor(limit * 0.9));
    this.send = send;
    this.form = document.getElementById("composer");
    this.field = document.getElementById("text");
    this.button = document.getElementById("send");
    this.error = document.getElementById("error");
    this.counter = document.getElementById("counter");
    this.draft = `chat:${location.pathname}:draft`;
    this.form.noValidate = true;
    if (!this.field.value) this.field.value = this.remembered();
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    if (!this.byTouch()) this.field.focus({ preventScroll: true });
    this.typed(false);
  }

  byTouch() {
    return matchMedia("(pointer: coarse)").matches;
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || this.byTouch()) return;
    event.preventDefault();
    this.submit(null);
  }

  // chosen: a suggestion's words, which leave what is being written alone
  submit(chosen) {
    if (this.field.readOnly) return undefined;
    const text = (chosen ?? this.field.value).trim();
    const withFiles = chosen === null && this.files.chosen.length > 0;
    if (!text && !withFiles) return this.field.focus();
    const over = length(text) - this.limit;
    if (over > 0) return this.fail(`That is ${over.toLocaleString("en")} characters too many. Please shorten it or send it in parts.`);
    if (withFiles) return this.submitFiles(text);
    if (chosen === null) this.field.value = "";
    this.typed();
    this.send(text);
    if (!this.byTouch()) this.field.focus({ preventScroll: true });
    return undefined;
  }

  async submitFiles(text) {
    this.field.readOnly = true;
    const arrived = await this.sendFiles(text);
    this.field.readOnly = false;
    if (arrived) {
      this.field.value = "";
      this.typed();
    }
    if (!this.byTouch()) this.field.focus({ preventScroll: true });
  }

  typed(clear = true) {
    const text = this.field.value;
    const used = length(text.trim());
    if (clear) this.error.textContent = "";
    this.counter.textContent = used > this.near ? `${used.toLocaleString("en")} / ${this.limit.toLocaleString("en")}` : "";
    this.counter.classList.toggle("counter--over", used > this.limit);
    this.button.classList.toggle("send--idle", (used === 0 && !this.files.chosen.length) || used > this.limit);
    this.field.setAttribute("aria-invalid", String(used > this.limit));
    this.grow();
    this.remember(text);
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return;
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 3}px`;
  }

  fail(words) {
    this.error.textContent = words;
  }

  giveBack(text, words) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.typed();
    this.fail(words);
  }

  remembered() {
    try {
      return sessionStorage.getItem(this.draft) || "";
    } catch {
      return "";
    }
  }

  remember(text) {
    try {
      sessionStorage.setItem(this.draft, text);
    } catch { /* then a reload forgets it */ }
  }
}

function length(text) {
  return [...text].length;
}
