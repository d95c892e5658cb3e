// A chip while it is changed: Enter or leaving keeps it, Escape puts back what was there, empty removes it.
import { made, short, tidy } from "./lines.js";

// hears: typed(line), refusal(line) gives why it is not taken, refuse(why) says so, kept(why) says so too and
// that it stays as it was, done(line, whether the focus stays on it).
export function editInPlace(chip, before, hears) {
  const input = made("input", { type: "text", value: before, dir: "auto", autocomplete: "off" });
  input.setAttribute("aria-label", `Edit ${short(before)}`);
  chip.replaceChildren(input);
  input.focus();
  input.select();
  let over = false;

  function end(line, stay) {
    if (over) return;
    over = true;
    hears.done(line, stay);
  }

  function pressed(event) {
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") return end(before, true);
    const line = tidy(input.value);
    const why = line && hears.refusal(line);
    return why ? hears.refuse(why) : end(line, true);
  }

  function left() {
    if (over) return;
    const line = tidy(input.value);
    const why = line && hears.refusal(line);
    end(why ? before : line, false);
    if (why) hears.kept(why);
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    hears.typed(tidy(input.value));
  });
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", left);
}
