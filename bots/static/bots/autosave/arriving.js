// When the page opens: text of an earlier visit may wait in this browser, or the server asks for a decision.
import { fill, same } from "./fields.js";
import * as words from "./words.js";

export function openPage(session) {
  const { form, kept } = session;
  forgetPosting(session);
  window.addEventListener("load", focusFirst);
  if ("clash" in form.dataset) return askFirst(session);
  const record = kept.adopt();
  if (record && !same(record.fields, session.confirmed)) return restore(session, record);
  kept.drop();
  if (!session.isClean()) return session.changed(); // typed before this script ran
  offerCopy(session);
  const [visit] = performance.getEntriesByType("navigation");
  return visit?.type === "back_forward" && session.shownAgain();
}

// After a Save that was refused the address is one to post to: reloading should open the page instead.
function forgetPosting({ form, page }) {
  const posting = [form.action, form.dataset.autosave].map((address) => new URL(address, location.href).pathname);
  if (posting.includes(location.pathname)) history.replaceState(null, "", page);
}

// The page shows both versions itself, and Save on it is a decision. Nothing else of it is sent before one is
// made, also not by a page that finds the record of this one.
function askFirst(session) {
  session.form.dataset.version = "";
  session.confirmed = {};
  session.trouble = "paused";
  session.keep();
  session.ask((answer) => answer.kind === "clash" && session.troubled({ ...answer, kind: "paused" }));
}

// The shell is invisible until its own scripts have run, and the browser's autofocus comes before.
function focusFirst() {
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
}

function restore(session, record) {
  const ours = [record.base, ...record.unsure].some((fields) => same(fields, session.confirmed));
  const newer = ours || record.version === session.version;
  if (!newer) Object.assign(session, { trouble: "paused", confirmed: record.base, unsure: record.unsure });
  fill(session.form, record.fields);
  session.keep();
  if (newer) return session.send();
  return session.ask((answer, fields) => {
    session.trouble = "";
    session.sent(answer, fields);
  });
}

// What was given up can be had back.
export function offerCopy(session) {
  const copy = session.kept.copy();
  if (!copy || same(copy.fields, session.confirmed)) return session.say("saved");
  const { text, button } = words.COPIES[copy.why];
  const run = () => {
    session.kept.dropCopy();
    fill(session.form, copy.fields);
    session.line.focus();
  };
  return session.line.show("saved", text, { text: button, run });
}
