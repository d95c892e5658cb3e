// Keeps what is typed into every form[data-autosave] as a draft on the server, and in this browser until it
// is there. The page needs: data-autosave and data-discard (addresses), data-version, data-key, data-member on
// the form, an input named "seen", and an element [data-autosave-state]; see templates/bots/_autosave.html.
// Events on the form, both bubbling: "autosave:saved" with the server's answer as detail; "autosave:filled"
// after controls were given other values than the page came with.
import { Session } from "./autosave/session.js";

for (const form of document.querySelectorAll("form[data-autosave]")) new Session(form).start();
