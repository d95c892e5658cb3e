// Files that go with a reply: chosen, dropped or pasted, they are uploaded at once and sent with the reply.
(() => {
  "use strict";

  const composer = () => document.getElementById("desk-composer");
  const part = () => document.getElementById("desk-attach");
  if (!composer() || !part()?.dataset.upload) return;
  const uploads = new Set();
  let sendAfter = null;

  const list = () => document.getElementById("desk-files");
  const say = (words) => { document.getElementById("desk-attach-error").textContent = words; };
  const token = () => composer().elements.csrfmiddlewaretoken.value;
  const isReply = () => composer().elements.mode?.value !== "note";

  function button(words, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.setAttribute("aria-label", words);
    made.title = words;
    made.innerHTML = '<span class="material-symbols-outlined" aria-hidden="true">close</span>';
    made.addEventListener("click", act);
    return made;
  }

  function prepare() {
    const here = part();
    if (!here?.dataset.upload) return;
    composer().classList.add("takes-uploads");
    for (const row of here.querySelectorAll(".desk-file:not([data-ready])")) {
      row.dataset.ready = "";
      if (row.dataset.remove) row.append(button(`Remove ${row.querySelector(".file-name").textContent}`, () => remove(row)));
    }
  }

  async function remove(row) {
    const headers = { "X-CSRFToken": token() };
    const answer = await fetch(row.dataset.remove, { method: "POST", headers }).catch(() => null);
    if (!answer?.ok) return say("It could not be removed just now. Try again.");
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    say("");
    (next?.querySelector("button") || composer().elements.text).focus();
    return undefined;
  }

  function refused(file) {
    const { limit, limitWords, atMost } = part().dataset;
    if (list().children.length >= Number(atMost)) return `At most ${atMost} files can go with one message. Send “${file.name}” with another one.`;
    if (!file.size) return `“${file.name}” is empty. Choose the file again, or another one.`;
    if (file.size > Number(limit)) return `“${file.name}” is larger than ${limitWords}. Make it smaller, or send a link to it.`;
    return "";
  }

  function take(files) {
    say("");
    for (const file of files) {
      const words = refused(file);
      if (words) say(words);
      else upload(file);
    }
  }

  function upload(file) {
    const row = document.createElement("li");
    const name = Object.assign(document.createElement("span"), { className: "file-name", textContent: file.name });
    const bar = Object.assign(document.createElement("progress"), { max: file.size, value: 0 });
    bar.setAttribute("aria-label", `Uploading ${file.name}`);
    const request = new XMLHttpRequest();
    row.className = "desk-file";
    row.append(name, bar, button(`Stop uploading ${file.name}`, () => request.abort()));
    row.dataset.ready = "";
    list().append(row);
    uploads.add(request);
    request.upload.addEventListener("progress", (event) => { bar.value = event.loaded; });
    request.addEventListener("loadend", () => ended(request, row, file));
    request.addEventListener("load", () => arrived(request, row, file));
    request.addEventListener("error", () => say(`“${file.name}” could not be uploaded. Look at your connection and choose it again.`));
    const body = new FormData();
    body.append("files", file, file.name || "picture.png");
    request.open("POST", part().dataset.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.send(body);
  }

  function arrived(request, row, file) {
    if (request.status === 201) {
      const fresh = new DOMParser().parseFromString(`<ul>${request.responseText}</ul>`, "text/html");
      row.before(...[...fresh.querySelectorAll("li")].map((node) => document.importNode(node, true)));
      return;
    }
    say(wordsOf(request, file));
  }

  function wordsOf(request, file) {
    if (request.status === 413) return `“${file.name}” is larger than ${part().dataset.limitWords}. Make it smaller, or send a link to it.`;
    try {
      return JSON.parse(request.responseText).error;
    } catch {
      return `“${file.name}” could not be uploaded. Reload the page and choose it again.`;
    }
  }

  function ended(request, row) {
    uploads.delete(request);
    row.remove();
    prepare();
    if (uploads.size || !sendAfter) return;
    const pressed = sendAfter;
    sendAfter = null;
    if (!document.getElementById("desk-attach-error").textContent) composer().requestSubmit(pressed.isConnected ? pressed : undefined);
  }

  // Who presses send while a file is on its way means to send it too.
  document.addEventListener("submit", (event) => {
    if (event.target !== composer() || !uploads.size || !isReply()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    sendAfter = event.submitter || document.getElementById("send-reply");
  }, true);

  // Caught on its way down: the admin's own script takes every file field for one of its forms, and fails.
  document.addEventListener("change", (event) => {
    if (event.target.id !== "desk-files-field") return;
    event.stopPropagation();
    const files = [...event.target.files];
    event.target.value = "";
    take(files);
  }, true);
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length || event.target !== composer().elements.text || !isReply()) return;
    event.preventDefault();
    take(files);
  });

  const carries = (event) => isReply() && event.dataTransfer?.types.includes("Files") && event.target.closest?.(".desk-talk");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    composer().classList.add("takes-files");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget?.closest?.(".desk-talk")) composer().classList.remove("takes-files");
  });
  document.addEventListener("drop", (event) => {
    composer().classList.remove("takes-files");
    if (!carries(event)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });

  document.body.addEventListener("htmx:afterSettle", prepare);
  document.body.addEventListener("htmx:oobAfterSwap", prepare);
  prepare();
})();
