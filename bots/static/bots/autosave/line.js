// The line that says where what was typed is. Its size never changes, so nothing moves when it does.
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

// "12:04", or "3 Nov, 12:04" of another day, in the reader's own zone.
export function clock(moment) {
  const at = moment ? new Date(moment) : new Date();
  const today = at.toDateString() === new Date().toDateString();
  return today ? CLOCK.format(at) : `${DAY.format(at)}, ${CLOCK.format(at)}`;
}

export class Line {
  constructor(place) {
    this.place = place;
    this.look = document.createElement("span");
    this.look.setAttribute("aria-hidden", "true");
    this.heard = document.createElement("span");
    this.heard.className = "only-heard";
    this.action = document.createElement("span");
    const all = document.createElement("span");
    all.append(this.look, " ", this.heard, this.action);
    place.replaceChildren(all);
    this.said = "";
  }

  // kind: for its colour. action: {text, run} for a button, {text, href} for a link.
  show(kind, text, action = null) {
    const said = [kind, text, action?.text, action?.href].join("|");
    this.run = action?.run;
    if (said === this.said) return;
    this.said = said;
    this.place.dataset.autosaveState = kind;
    this.look.textContent = text;
    this.speak(kind, text);
    this.action.replaceChildren(...(action ? [this.control(action)] : []));
  }

  // Saving and saved alternate all the time: heard is only that it is saved, and anything else at once.
  speak(kind, text) {
    if (kind === "saving" || (kind === "saved" && this.heardKind === "saved")) return;
    this.heardKind = text && kind;
    this.heard.textContent = text;
  }

  focus() {
    this.place.tabIndex = -1;
    this.place.focus();
  }

  control({ text, href, blank }) {
    const made = document.createElement(href ? "a" : "button");
    made.textContent = text;
    if (href) Object.assign(made, { href, target: blank ? "_blank" : "" });
    else {
      made.type = "button";
      made.className = "autosave-do";
      made.addEventListener("click", () => this.run?.());
    }
    return made;
  }
}
