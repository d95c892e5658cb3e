// One form's autosave: when it sends, what it makes of the answer, and what it keeps in the browser meanwhile.
import { offerCopy, openPage } from "./arriving.js";
import { asWritten, read, same } from "./fields.js";
import { Kept } from "./kept.js";
import { Leaving } from "./leaving.js";
import { Line } from "./line.js";
import { post } from "./post.js";
import { Problems } from "./problems.js";
import * as words from "./words.js";

const PAUSE_MS = 600;
const AT_MOST_MS = 2500;
const RETRY_MS = [1000, 2000, 4000, 8000, 15000, 30000];
const LOOK_AGAIN_MS = 30000;
const STOPPED = new Set(["paused", "gone", "refused"]);
const RETRIED = new Set(["away", "failed", "signed out"]);

export class Session {
  constructor(form) {
    this.form = form;
    this.page = new URL("..", new URL(form.dataset.autosave, location.href)).pathname;
    this.kept = new Kept(form.dataset.key, form.dataset.member);
    this.line = new Line(document.querySelector("[data-autosave-state]"));
    this.problems = new Problems(form);
    this.leaving = new Leaving(this);
    this.confirmed = asWritten(form); // what the server is known to have
    this.unsure = []; // what it may have: sent, and no answer came
    this.trouble = ""; // why nothing is sent at the moment: a kind of post.js, or "paused"
    this.answer = {}; // what the server said to that
    this.failures = 0;
    this.busy = null; // the request under way
    this.timer = 0;
    this.since = 0; // when the oldest unsent letter was typed
    this.heardAt = Date.now();
  }

  get version() {
    return this.form.dataset.version;
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.hurry() : this.back()));
    window.addEventListener("focus", () => this.back());
    window.addEventListener("online", () => this.retry());
    window.addEventListener("pagehide", () => this.hurry());
    window.addEventListener("pageshow", (event) => event.persisted && this.shownAgain());
    this.leaving.start();
    this.form.dataset.autosaveOn = "";
    openPage(this);
  }

  isClean() {
    return same(read(this.form), this.confirmed);
  }

  isSettled() {
    return this.isClean() && !this.unsure.length && !this.busy;
  }

  keep() {
    const { version, confirmed, unsure } = this;
    this.kept.put({ version, base: confirmed, unsure, fields: read(this.form), at: Date.now() });
  }

  changed() {
    if (this.isSettled() && !this.trouble) return this.rest();
    this.keep();
    this.say();
    return STOPPED.has(this.trouble) || RETRIED.has(this.trouble) || this.soon();
  }

  soon() {
    this.since ||= Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(PAUSE_MS, this.since + AT_MOST_MS - Date.now())));
  }

  // One request at a time; what is typed meanwhile follows.
  send() {
    if (this.busy || this.leaving.now || STOPPED.has(this.trouble)) return this.busy;
    if (this.isSettled()) return this.rest();
    const fields = read(this.form);
    this.since = 0;
    this.unsure.push(fields);
    this.keep();
    this.say();
    return this.exchange(fields, this.version, (answer) => this.sent(answer, fields));
  }

  // Only asks what is there: nothing is written.
  ask(understand) {
    return this.busy ?? this.exchange(read(this.form), "", understand);
  }

  exchange(fields, seen, understand) {
    clearTimeout(this.timer);
    this.busy = post(this.form, fields, seen).then((answer) => {
      this.busy = null;
      this.heardAt = Date.now();
      understand(answer, fields);
      if (!this.trouble && !this.isSettled()) this.soon();
    });
    return this.busy;
  }

  async flush() {
    do await this.send();
    while (!this.trouble && !this.leaving.now && !this.isSettled());
  }

  sent(answer, fields) {
    if (answer.kind !== "away" && answer.kind !== "failed") this.unsure = this.unsure.filter((one) => one !== fields);
    if (answer.kind === "saved") return this.saved(answer, fields);
    return answer.kind === "clash" ? this.clashed(answer) : this.troubled(answer);
  }

  saved(answer, fields) {
    this.at(answer, fields);
    this.savedAt = answer.moment;
    this.problems.found(answer.problems ?? {});
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: answer }));
    return this.isClean() ? this.rest() : this.keep();
  }

  // What the server has, and its number.
  at({ version, draft }, fields) {
    [this.confirmed, this.unsure, this.trouble, this.failures] = [fields, [], "", 0];
    this.form.dataset.version = this.form.elements.seen.value = version;
    this.form.toggleAttribute("data-draft-kept", draft);
  }

  // Nothing waits to be sent.
  rest() {
    clearTimeout(this.timer);
    this.since = 0;
    if (this.trouble === "too long") this.trouble = "";
    this.kept.drop();
    this.say("saved");
  }

  // What stands there may be what this page sent itself, when the answer to it was lost.
  clashed(facts) {
    if ([this.confirmed, ...this.unsure].some((fields) => same(fields, facts.typed))) return this.at(facts, facts.typed);
    return this.troubled({ ...facts, kind: "paused" });
  }

  troubled(answer) {
    this.trouble = answer.kind;
    this.answer = answer;
    if (RETRIED.has(this.trouble)) this.retryLater();
    this.say();
  }

  retryLater() {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.retry(), wait * (0.75 + Math.random() / 2));
  }

  retry() {
    if (!RETRIED.has(this.trouble)) return null;
    return this.isSettled() ? this.ask((answer) => this.looked(answer)) : this.send();
  }

  say(kind = this.trouble || "saving") {
    const { text, action } = words.said(kind, this);
    this.line.show(kind, text, action);
  }

  // The page may go now: what is typed goes out at once, and the request outlives the page.
  hurry() {
    if (this.isSettled()) return;
    this.keep();
    this.send();
  }

  back() {
    if (document.hidden) return;
    if (this.trouble) this.retry();
    else if (!this.busy && Date.now() - this.heardAt > LOOK_AGAIN_MS) this.ask((answer) => this.looked(answer));
  }

  shownAgain() {
    this.leaving.now = false;
    return this.isClean() && !this.trouble ? this.ask((answer) => this.looked(answer)) : this.changed();
  }

  // Somebody may have changed it while nothing was typed here.
  looked(answer, fields) {
    if (answer.kind === "clash" && this.isClean()) {
      this.trouble = "";
      return this.line.show("paused", words.changedBy(answer), { text: "Show it", run: () => location.assign(this.page) });
    }
    if (answer.kind === "clash") return this.clashed(answer);
    if (answer.kind !== "saved") return this.troubled(answer);
    const troubled = this.trouble;
    this.at(answer, fields);
    if (troubled) this.savedAt = answer.moment;
    return this.isClean() ? offerCopy(this) : null;
  }
}
