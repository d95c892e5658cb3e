// What was written and is not known to have arrived: kept in the browser, sent in order, each under its own key.
const PATIENCE = 20000;
const NO_COOKIES = "Your browser does not keep cookies for this page, so nothing can be sent. Allow them and reload; your messages are kept.";

export class Outbox {
  constructor(path, hear) {
    this.name = `chat:${path}:outbox`;
    this.url = `${path}send/`;
    this.path = path;
    this.hear = hear;
    this.memory = null;
    this.busy = false;
    this.notBefore = 0;
    this.form = document.getElementById("composer");
    window.addEventListener("storage", (event) => { if (event.key === this.name) this.announce(); });
  }

  waiting() {
    if (this.memory) return this.memory;
    try {
      const items = JSON.parse(localStorage.getItem(this.name));
      return Array.isArray(items) ? items : [];
    } catch {
      return [];
    }
  }

  held() {
    return Date.now() < this.notBefore;
  }

  keep(items) {
    try {
      localStorage.setItem(this.name, JSON.stringify(items));
    } catch {
      this.memory = items; // private windows may refuse: then it lasts as long as the page
    }
    this.announce();
  }

  announce() {
    this.hear.changed(this.waiting());
  }

  add(text) {
    this.keep([...this.waiting(), { key: uuid(), text }]);
    this.pump();
  }

  remove(key) {
    this.keep(this.waiting().filter((item) => item.key !== key));
  }

  // The thread shows them: another window, or an answer that was lost, has brought them there.
  forget(keys) {
    const left = this.waiting().filter((item) => !keys.has(item.key));
    if (left.length < this.waiting().length) this.keep(left);
  }

  async pump() {
    if (this.busy || this.held()) return;
    this.busy = true;
    try {
      await alone(this.name, () => this.sendAll());
    } finally {
      this.busy = false;
    }
  }

  async sendAll() {
    let fresh = false;
    for (let item = this.waiting()[0]; item; item = this.waiting()[0]) {
      let answer;
      try {
        answer = await this.post(item);
      } catch {
        return this.hear.lost();
      }
      if (answer.ok) {
        this.remove(item.key);
        this.hear.sent();
      } else if (answer.status === 400) {
        this.remove(item.key);
        this.hear.refused(item, await words(answer));
      } else if (answer.status === 403 && !fresh) {
        fresh = await this.renew();
        if (!fresh) return this.hear.lost();
      } else {
        return this.wait(answer);
      }
    }
  }

  async wait(answer) {
    const seconds = Number(answer.headers.get("Retry-After")) || 10;
    this.notBefore = Date.now() + seconds * 1000;
    setTimeout(() => this.pump(), seconds * 1000 + 50);
    if (answer.status === 429) this.hear.held(await words(answer));
    else if (answer.status === 403) this.hear.held(NO_COOKIES);
    else this.hear.lost();
    this.announce();
  }

  post({ key, text }) {
    const body = new URLSearchParams({ key, text, csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value });
    const headers = { Accept: "application/json" };
    return fetch(this.url, { method: "POST", body, headers, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
  }

  // The form's token ends when somebody signs in or out in this browser: take a new one from a new page.
  async renew() {
    try {
      const answer = await fetch(this.path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
      if (token) this.form.elements.csrfmiddlewaretoken.value = token;
      return Boolean(token);
    } catch {
      return false;
    }
  }
}

async function words(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return "This message could not be sent.";
  }
}

// Two windows of one chat share the outbox: only one of them sends at a time, or the order would be lost.
function alone(name, run) {
  return navigator.locks ? navigator.locks.request(name, run) : run();
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
