// Save, Discard and closing the page: what was typed last is on the server, or in this browser, before it goes.
import { read } from "./fields.js";
import { cookie } from "./post.js";
import { settle } from "./settling.js";

const GIVE_UP_MS = 15000;

export class Leaving {
  constructor(session) {
    this.session = session;
    this.now = false; // the form is on its way: nothing else is sent
    this.ready = false; // all is sent, and the same press is repeated
  }

  start() {
    this.session.form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("beforeunload", (event) => {
      if (!this.now && !this.session.kept.works && !this.session.isSettled()) event.preventDefault();
    });
  }

  submitted(event) {
    const { form } = this.session;
    if (event.defaultPrevented) return;
    if (this.now) return void event.preventDefault();
    form.elements.csrfmiddlewaretoken.value = cookie("csrftoken") || form.elements.csrfmiddlewaretoken.value;
    const address = event.submitter?.getAttribute("formaction");
    if (this.ready || this.mayGo(address)) return this.go(event);
    event.preventDefault();
    this.prepare(event.submitter, address);
  }

  // On a page that shows both versions, Save is the decision.
  mayGo(address) {
    const { form } = this.session;
    const decided = "clash" in form.dataset;
    return !address && (decided || (this.session.isSettled() && !this.session.trouble));
  }

  go(event) {
    this.ready = false;
    this.now = true;
    if (!event.submitter?.hasAttribute("formaction")) this.session.kept.dropCopy();
    queueMicrotask(() => (this.now = !event.defaultPrevented)); // another script may have its own way
    setTimeout(() => (this.now = false), GIVE_UP_MS);
  }

  async prepare(button, address) {
    const { session } = this;
    const { form, kept } = session;
    await new Promise(setTimeout); // a form cannot be submitted again while it still says that it is
    if (address === form.dataset.discard) {
      await session.busy;
      if (!session.trouble) {
        kept.putCopy(read(form), "discarded");
        kept.drop();
      }
    } else await session.flush();
    if (session.trouble === "paused") return settle(session);
    if (session.trouble || address === form.dataset.autosave) return session.say();
    this.ready = true;
    return form.requestSubmit(button);
  }
}
