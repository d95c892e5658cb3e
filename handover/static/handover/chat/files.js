// Files that are about to be sent: chosen, dropped or pasted, kept by this page until they have arrived.
export class Files {
  constructor(hear) {
    this.hear = hear;
    this.form = document.getElementById("composer");
    this.list = document.getElementById("chosen");
    this.field = document.getElementById("files");
    this.chosen = [];
    this.form.classList.add("composer--live");
    this.field.addEventListener("change", () => {
      const files = [...this.field.files];
      this.field.value = "";
      this.take(files);
    });
    document.getElementById("text").addEventListener("paste", (event) => this.pasted(event));
    const page = document.getElementById("chat");
    page.addEventListener("dragover", (event) => this.over(event));
    page.addEventListener("dragleave", (event) => { if (!page.contains(event.relatedTarget)) this.form.classList.remove("composer--over"); });
    page.addEventListener("drop", (event) => this.dropped(event));
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length) return;
    event.preventDefault();
    this.take(files);
  }

  over(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.form.classList.add("composer--over");
  }

  dropped(event) {
    this.form.classList.remove("composer--over");
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.take([...event.dataTransfer.files]);
  }

  take(files) {
    if (this.sending) return;
    this.hear.fail("");
    for (const file of files) {
      const words = this.refused(file);
      if (words) this.hear.fail(words);
      else this.chosen.push(file);
    }
    this.show();
  }

  refused(file) {
    const { fileLimit, fileLimitWords, filesAtMost } = this.form.dataset;
    if (this.chosen.length >= Number(filesAtMost)) return `At most ${filesAtMost} files can go with one message. Send “${file.name}” with another one.`;
    if (!file.size) return `“${file.name}” is empty. Choose the file again, or another one.`;
    if (file.size > Number(fileLimit)) return `“${file.name}” is larger than ${fileLimitWords}. Please choose a smaller one.`;
    return "";
  }

  clear() {
    this.chosen = [];
    this.show();
  }

  show() {
    this.list.replaceChildren(...this.chosen.map((file) => this.row(file)));
    this.hear.changed();
  }

  row(file) {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "chosen__name", textContent: file.name, title: file.name });
    const size = Object.assign(document.createElement("span"), { className: "chosen__size", textContent: inWords(file.size) });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    button.setAttribute("aria-label", `Remove ${file.name}`);
    button.addEventListener("click", () => {
      this.chosen = this.chosen.filter((one) => one !== file);
      this.show();
      document.getElementById("text").focus();
    });
    row.append(name, size, button);
    return row;
  }

  // Resolves to {status, words}; status 0 when the network failed. The files stay until clear().
  send(url, key, text, token) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token);
    body.append("key", key);
    body.append("text", text);
    for (const file of this.chosen) body.append("files", file, file.name || "picture.png");
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", "Sending");
    const row = Object.assign(document.createElement("li"), { className: "chosen__all" });
    row.append(bar);
    for (const button of this.list.querySelectorAll("button")) button.disabled = true;
    this.list.append(row);
    this.sending = true;
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => { bar.value = event.total ? event.loaded / event.total : 0; });
      request.addEventListener("loadend", () => {
        this.sending = false;
        this.show();
        resolve({ status: request.status, words: wordsOf(request) });
      });
      request.open("POST", url);
      request.setRequestHeader("Accept", "application/json");
      request.send(body);
    });
  }
}

function wordsOf(request) {
  if (request.status === 413) return "That is too large to send at once. Please send fewer or smaller files.";
  try {
    return JSON.parse(request.responseText).error || "";
  } catch {
    return "";
  }
}

function inWords(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
