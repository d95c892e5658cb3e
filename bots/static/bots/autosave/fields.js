// What stands in a form, as texts by name: the same that the form would post.
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "seen"]);
const CHOSEN = new Set(["checkbox", "radio"]);

export function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_TYPED.has(name)) fields[name] = storable(value);
  }
  return fields;
}

// As the server wrote the page, whatever was typed or restored by the browser before this script ran.
export function asWritten(form) {
  const fields = {};
  for (const control of controls(form)) {
    if (CHOSEN.has(control.type)) {
      if (control.defaultChecked) fields[control.name] = storable(control.value);
    } else if (control.matches("select")) {
      const options = [...control.options];
      fields[control.name] = (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
    } else fields[control.name] = storable(control.defaultValue);
  }
  return fields;
}

// only: names of the controls to change; all without it. words: what to call a choice that is not offered.
export function fill(form, fields, { only = null, words = {} } = {}) {
  const changed = controls(form)
    .filter((control) => !only || only.includes(control.name))
    .filter((control) => put(control, fields[control.name], words[control.name]));
  for (const control of changed) control.dispatchEvent(new Event("input", { bubbles: true }));
  if (changed.length) form.dispatchEvent(new CustomEvent("autosave:filled", { bubbles: true }));
}

export function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

function put(control, text, words = "No longer offered") {
  if (CHOSEN.has(control.type)) {
    const checked = text === control.value;
    const differs = control.checked !== checked;
    control.checked = checked;
    return differs;
  }
  const value = text ?? "";
  if (control.value === value) return false;
  if (control.matches("select") && ![...control.options].some((option) => option.value === value)) {
    control.append(new Option(words, value));
  }
  control.value = value;
  return true;
}

function controls(form) {
  return [...form.elements].filter(
    (control) =>
      control.matches("input:not([type=submit], [type=button], [type=reset], [type=file]), select, textarea") &&
      control.name &&
      !control.disabled &&
      !NOT_TYPED.has(control.name),
  );
}

// As the server keeps it, so that what comes back can be compared.
function storable(text) {
  const whole = text.toWellFormed ? text.toWellFormed() : text;
  return whole.replaceAll("\r\n", "\n").replaceAll("\0", "");
}
