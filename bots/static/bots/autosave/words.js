// Everything the line of state says.
import { clock } from "./line.js";
import { settle } from "./settling.js";

export const COPIES = {
  theirs: { text: "What you had typed instead is kept for a day.", button: "Put mine back" },
  discarded: { text: "The draft was discarded.", button: "Put it back" },
};

const SAID = {
  saving: () => ({ text: "Saving…" }),
  saved: ({ savedAt, form }) => ({
    text: savedAt ? `Saved ${clock(savedAt)}${"draftKept" in form.dataset ? ", not live yet" : ""}` : "",
  }),
  away: ({ kept }) => ({
    text: kept.works
      ? "Offline. Kept in this browser, sent when the connection is back."
      : "Offline, and this browser cannot keep it: leave this page open until the connection is back.",
  }),
  failed: ({ kept }) => ({
    text: kept.works
      ? "The server could not save this. Kept in this browser, sent again soon."
      : "The server could not save this. Leave this page open; it is sent again soon.",
  }),
  "signed out": ({ answer, kept, page }) =>
    answer.other
      ? { text: `${answer.error} What you typed is kept in this browser for you.` }
      : {
          text: kept.works
            ? "Signed out. Sign in again; what you typed is kept in this browser."
            : "Signed out. Sign in again in the other window, and leave this page open.",
          action: { text: "Sign in", href: `${answer.sign_in}?next=${encodeURIComponent(page)}`, blank: !kept.works },
        },
  paused: (session) => ({
    text: session.answer.moment ? `Paused: ${changedBy(session.answer)}` : "Paused: this was changed meanwhile",
    action: { text: "See the difference", run: () => settle(session) },
  }),
  gone: () => ({ text: "Deleted meanwhile. What you typed is still here and kept in this browser." }),
  refused: ({ answer }) =>
    answer.error
      ? { text: `${answer.error} What you typed is kept in this browser.` }
      : {
          text: "This page is too old to save from. What you typed is kept in this browser.",
          action: { text: "Reload the page", run: () => location.reload() },
        },
  "too long": ({ answer }) => ({ text: answer.error ?? "Too much text to keep. Shorten it first." }),
};

export function said(kind, session) {
  return SAID[kind](session);
}

export function changedBy({ by, yourself, moment }) {
  return yourself ? `you changed this in another window at ${clock(moment)}` : `${by} changed this at ${clock(moment)}`;
}
