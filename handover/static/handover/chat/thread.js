// The thread on screen: fetched as HTML, put in place node by node, so that nothing unchanged is touched.
const NEAR = 80; // pixels from the end that still count as being there

export class Thread {
  constructor(url) {
    this.url = url;
    this.etag = document.getElementById("chat").dataset.etag;
    this.scroller = document.getElementById("scroll");
    this.newer = document.getElementById("newer");
    this.parts = new Map([...document.querySelectorAll("[data-part]")].map((node) => [node.dataset.part, node]));
    this.log = this.parts.get("log");
    this.shown = new Map([...this.log.children].map((node) => [node.dataset.id, node.outerHTML]));
    this.markup = new Map([...this.parts].map(([name, node]) => [name, node.innerHTML]));
    this.title = document.title;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) document.title = this.title; });
    this.newer.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => { if (this.atEnd()) this.newer.hidden = true; }, { passive: true });
  }

  // Errors: whatever fetch throws; an Error with .status for an answer that is not the thread.
  async refresh() {
    const headers = this.etag ? { "If-None-Match": this.etag } : {};
    const answer = await fetch(this.url, { headers, cache: "no-store", signal: AbortSignal.timeout(15000) });
    if (answer.status === 304) return;
    if (!answer.ok) throw Object.assign(new Error("no thread"), { status: answer.status });
    const html = await answer.text();
    this.etag = answer.headers.get("ETag") || "";
    this.show(new DOMParser().parseFromString(html, "text/html"));
  }

  show(fresh) {
    this.steady(() => {
      let news = false;
      for (const [name, node] of this.parts) {
        const part = fresh.querySelector(`[data-part="${name}"]`);
        if (part && name === "log") news = this.merge([...part.children]);
        else if (part && this.markup.get(name) !== part.innerHTML) {
          this.markup.set(name, part.innerHTML);
          node.replaceChildren(...[...part.childNodes].map((child) => document.importNode(child, true)));
        }
      }
      return news;
    });
  }

  // Make the log's keyed children these. True when somebody else has said something new.
  merge(fresh) {
    let news = false;
    const wanted = new Set(fresh.map((node) => node.dataset.id));
    for (const node of [...this.log.children]) {
      if (node.dataset.id && !wanted.has(node.dataset.id)) this.remove(node);
    }
    let before = null;
    for (const node of fresh) {
      const { node: placed, added } = this.place(node, before);
      news = news || (added && !node.classList.contains("msg--contact") && node.classList.contains("msg"));
      before = placed;
    }
    return news;
  }

  remove(node) {
    this.shown.delete(node.dataset.id);
    node.remove();
  }

  place(fresh, before) {
    const { id, key } = fresh.dataset;
    const html = fresh.outerHTML;
    let node = this.log.querySelector(`[data-id="${CSS.escape(id)}"]`);
    const waiting = !node && key ? this.log.querySelector(`[data-waiting="${CSS.escape(key)}"]`) : null;
    const added = !node && !waiting;
    if (added) {
      node = document.importNode(fresh, true);
      node.classList.add("msg--new");
    } else if (waiting || this.shown.get(id) !== html) {
      node = node || waiting;
      this.become(node, fresh);
    }
    this.shown.set(id, html);
    const next = before ? before.nextElementSibling : this.log.firstElementChild;
    if (node !== next) this.log.insertBefore(node, next);
    return { node, added };
  }

  // Keep the node, so that a screen reader does not hear the same message again.
  become(node, fresh) {
    for (const { name } of [...node.attributes]) if (!fresh.hasAttribute(name)) node.removeAttribute(name);
    for (const { name, value } of fresh.attributes) node.setAttribute(name, value);
    const [words, body] = [node.querySelector(".bubble"), fresh.querySelector(".bubble")];
    if (words && body && words.innerHTML === body.innerHTML) {
      const kept = [...fresh.childNodes].map((child) => (child === body ? words : document.importNode(child, true)));
      for (const child of [...node.childNodes]) if (child !== words) child.remove();
      words.before(...kept.slice(0, kept.indexOf(words)));
      words.after(...kept.slice(kept.indexOf(words) + 1));
    } else node.replaceChildren(...[...fresh.childNodes].map((child) => document.importNode(child, true)));
  }

  keys() {
    return new Set([...this.log.querySelectorAll("[data-key]")].map((node) => node.dataset.key));
  }

  botWrites() {
    return Boolean(this.parts.get("after").querySelector("[data-typing]"));
  }

  // What was written here and is not in the thread yet, in order at its end.
  showWaiting(items, moving) {
    this.steady(() => {
      const have = this.keys();
      const wanted = new Set(items.map((item) => item.key));
      for (const node of this.log.querySelectorAll("[data-waiting]")) {
        if (!wanted.has(node.dataset.waiting)) this.settle(node, have);
      }
      for (const item of items) {
        if (have.has(item.key)) continue;
        let node = this.log.querySelector(`[data-waiting="${CSS.escape(item.key)}"]`);
        if (!node) this.log.append((node = bubble(item, this.log.lastElementChild)));
        node.classList.toggle("msg--waiting", !moving);
        const state = node.querySelector(".state");
        const words = moving ? "" : "not sent yet";
        if (state.textContent !== words) state.textContent = words;
      }
      for (const chips of this.parts.get("after").querySelectorAll(".chips")) chips.hidden = items.length > 0;
    });
  }

  // Sent, but the thread has not been fetched since: it stays until it is.
  settle(node, have) {
    if (have.has(node.dataset.waiting)) node.remove();
    else {
      node.classList.remove("msg--waiting");
      node.querySelector(".state").textContent = "";
    }
  }

  refuse(key) {
    this.log.querySelector(`[data-waiting="${CSS.escape(key)}"]`)?.remove();
  }

  atEnd() {
    return this.scroller.scrollTop > -NEAR;
  }

  toEnd() {
    this.scroller.scrollTop = 0;
    this.newer.hidden = true;
  }

  // The reversed scroller counts from its end: whoever reads further up must not be moved by what is added there.
  steady(change) {
    const stay = !this.atEnd();
    const height = this.scroller.scrollHeight;
    const news = change();
    if (news && document.hidden) document.title = `● ${this.title}`;
    if (stay) {
      this.scroller.scrollTop -= this.scroller.scrollHeight - height;
      if (news) this.newer.hidden = false;
    } else this.scroller.scrollTop = 0;
  }
}

function bubble({ key, text }, after) {
  const made = (tag, name, words = "") => Object.assign(document.createElement(tag), { className: name, textContent: words });
  const follows = after?.classList.contains("msg--contact");
  const node = made("div", `msg msg--contact msg--new${follows ? " msg--more" : ""}`);
  node.dataset.waiting = key;
  const by = made("p", follows ? "by hidden" : "by");
  const clock = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  by.append(made("b", "", "You"), " ", made("time", "", clock), " ", made("i", "state"));
  const words = made("div", "bubble", text);
  words.dir = "auto";
  node.append(by, words);
  return node;
}
