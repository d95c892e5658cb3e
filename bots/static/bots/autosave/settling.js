// Two versions become one: the difference is shown, a person decides, and what they gave up is kept for a day.
import { offerCopy } from "./arriving.js";
import { decide } from "./difference.js";
import { fill, read } from "./fields.js";

export async function settle(session, note = "") {
  let facts = null;
  await session.busy;
  await session.ask((answer, fields) => {
    if (answer.kind === "clash") facts = answer;
    else session.sent(answer, fields);
  });
  if (!facts) return;
  session.troubled({ ...facts, kind: "paused" });
  const theirs = await decide(facts, note);
  if (theirs) await take(session, facts, theirs);
}

// theirs: names of the fields in which theirs is taken; the others stay as they are on this page.
async function take(session, facts, theirs) {
  const { form, kept } = session;
  const changes = facts.changes.filter((change) => theirs.includes(change.name));
  const controls = changes.flatMap((change) => change.controls);
  if (changes.length) kept.putCopy(read(form), "theirs");
  delete form.dataset.clash;
  document.querySelector("[data-clash-section]")?.remove();
  session.at(facts, facts.typed);
  const everything = changes.length === facts.changes.length;
  fill(form, facts.typed, { only: everything ? null : controls, words: asSaid(changes) });
  session.line.focus();
  if (session.isClean()) {
    kept.drop();
    return offerCopy(session);
  }
  await session.flush();
  if (session.trouble === "paused") await settle(session, "It was changed once more while you decided.");
}

function asSaid(changes) {
  return Object.fromEntries(changes.flatMap((change) => change.controls.map((name) => [name, change.before])));
}
