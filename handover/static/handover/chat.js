// The page works without this file; with it, it is live and keeps what was written while the network is away.
import { Composer } from "./chat/composer.js";
import { Files } from "./chat/files.js";
import { Live } from "./chat/live.js";
import { Outbox, uuid } from "./chat/outbox.js";
import { Thread } from "./chat/thread.js";

const page = document.getElementById("chat");
const status = document.getElementById("status");
const path = page.dataset.page;

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `tz=${zone}; Path=${path}; Max-Age=15552000; SameSite=Lax${secure}`;
}

const thread = new Thread(page.dataset.thread);
const outbox = new Outbox(path, {
  changed: showWaiting,
  sent: () => {
    composer.fail("");
    live.refresh();
  },
  refused: (item, words) => {
    thread.refuse(item.key);
    composer.giveBack(item.text, words);
  },
  held: (words) => composer.fail(words),
  lost: () => live.lost(),
});
const files = new Files({ fail: (words) => composer.fail(words), changed: () => composer.typed(false) });
const composer = new Composer(Number(page.dataset.limit), files, (text) => {
  thread.toEnd();
  outbox.add(text);
}, sendFiles);
const live = new Live(path, {
  fetch: async () => {
    await thread.refresh();
    outbox.forget(thread.keys());
  },
  reachable: () => outbox.pump(),
  changed: (words) => {
    status.textContent = words;
    status.classList.toggle("status--bad", Boolean(words));
    showWaiting();
  },
  busy: () => thread.botWrites(),
});

// Files are too large to be kept by the browser: they wait in the composer until they have arrived. Sent again,
// they go under the same key, so that an answer that was lost does not send them twice.
let fileKey = uuid();
async function sendFiles(text) {
  const token = () => document.getElementById("composer").elements.csrfmiddlewaretoken.value;
  const post = () => files.send(`${path}send/`, fileKey, text, token());
  let answer = await post();
  if (answer.status === 403 && await outbox.renew()) answer = await post();
  if (answer.status === 202) {
    fileKey = uuid();
    files.clear();
    thread.toEnd();
    live.refresh(0);
    return true;
  }
  const why = answer.status ? "This could not be sent." : "There is no connection just now.";
  composer.fail(answer.words || `${why} What you have chosen is still here; press send again.`);
  return false;
}

function showWaiting() {
  thread.showWaiting(outbox.waiting(), live.reachable && !outbox.held());
}

composer.field.addEventListener("input", () => { if (composer.field.value.trim()) live.types(); });

document.addEventListener("submit", (event) => {
  const chosen = event.submitter?.name === "suggestion" ? event.submitter.value : null;
  event.preventDefault();
  composer.submit(chosen);
});

// On phones the keyboard covers the page instead of shrinking it.
const viewport = window.visualViewport;
viewport?.addEventListener("resize", () => {
  document.documentElement.style.setProperty("--height", `${Math.round(viewport.height * viewport.scale)}px`);
  if (viewport.scale === 1) window.scrollTo(0, 0);
});

showWaiting();
live.start();
