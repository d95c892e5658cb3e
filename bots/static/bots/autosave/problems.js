// What Save would refuse, under each field: it appears when the field is left, and goes as soon as it is solved.
export class Problems {
  constructor(form) {
    this.form = form;
    this.now = {};
    form.addEventListener("focusout", () => setTimeout(() => this.show()));
  }

  found(problems) {
    this.now = problems;
    this.known = true;
    this.show();
  }

  show() {
    if (!this.known) return;
    for (const place of this.form.querySelectorAll("[data-problem]")) {
      const [text] = this.now[place.dataset.problem] ?? [];
      const inside = place.closest(".field")?.contains(document.activeElement);
      if (!text || !inside || !place.hidden) this.put(place, text);
    }
  }

  put(place, text) {
    place.hidden = !text;
    if (text) place.textContent = text;
    for (const control of this.form.querySelectorAll(`[name="${CSS.escape(place.dataset.problem)}"]`)) {
      control.toggleAttribute("aria-invalid", Boolean(text));
      if (text) control.setAttribute("aria-invalid", "true");
      describe(control, place.id, Boolean(text));
    }
  }
}

function describe(control, id, on) {
  const ids = new Set((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (on) ids.add(id);
  else ids.delete(id);
  if (ids.size) control.setAttribute("aria-describedby", [...ids].join(" "));
  else control.removeAttribute("aria-describedby");
}
