// While writing: "/" at the beginning offers canned replies, "@" in a note offers colleagues. Each list comes
// from the server once; arrows, Enter, Tab and Escape work in it while the focus stays in the field.
(() => {
  "use strict";

  const composer = () => document.getElementById("desk-composer");
  if (!composer()) return;
  const field = () => composer().elements.text;
  const place = () => document.getElementById("desk-offers");
  const fetched = new Map();
  let kind = "";
  let query = "";
  let anchor = 0;
  let dismissed = "";
  let active = null;

  const isOpen = () => kind !== "";
  const options = () => [...place().querySelectorAll("[role=option]:not([hidden])")];
  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

  // What stands before the caret asks for a list: {kind, query, anchor}, or null.
  function wanted() {
    const before = field().value.slice(0, field().selectionStart);
    const note = document.getElementById("mode-note").checked;
    const slash = /^\/(\S*)$/.exec(before);
    if (slash && !note && document.getElementById("act-canned")) return { kind: "canned", query: slash[1], anchor: 0 };
    const at = /(?:^|[^\w@/.])@([^@\n]{0,40})$/.exec(before);
    return at && note ? { kind: "people", query: at[1], anchor: before.length - at[1].length - 1 } : null;
  }

  async function list(name) {
    if (!fetched.has(name)) {
      const answer = await fetch(composer().dataset[`${name}Url`], { redirect: "error" }).catch(() => null);
      if (!answer?.ok) return "";
      fetched.set(name, await answer.text());
    }
    return fetched.get(name);
  }

  async function open(want) {
    ({ kind, query, anchor } = want);
    const html = await list(want.kind);
    if (kind !== want.kind) return;
    if (!html) return close();
    if (place().dataset.kind !== kind) place().innerHTML = html;
    place().dataset.kind = kind;
    filter();
  }

  function filter() {
    const words = plain(query).split(/\s+/).filter(Boolean);
    for (const option of place().querySelectorAll("[role=option]")) {
      const found = plain(option.dataset.words);
      option.hidden = !words.every((word) => found.startsWith(word) || found.includes(` ${word}`) || (kind === "canned" && found.includes(word)));
    }
    const left = options();
    const none = place().querySelector("[data-none]");
    if (none) none.hidden = left.length > 0;
    if (!left.length && !(kind === "canned" && none)) return close();
    place().hidden = false;
    point(left[0] || null);
    combine(true);
    document.getElementById("desk-offers-said").textContent = left.length === 1 ? "1 choice" : `${left.length} choices`;
  }

  // A field of several lines may not be called a combobox; the rest of that pattern holds for it as well.
  function combine(on) {
    const names = { "aria-controls": "offer-list", "aria-autocomplete": "list", "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(names)) on ? field().setAttribute(name, value) : field().removeAttribute(name);
    if (!on) field().removeAttribute("aria-activedescendant");
  }

  function point(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    if (!option) return field().removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field().setAttribute("aria-activedescendant", option.id);
  }

  function step(by) {
    const all = options();
    point(all[(all.indexOf(active) + by + all.length) % all.length] || null);
  }

  function close() {
    kind = "";
    place().hidden = true;
    document.getElementById("desk-offers-said").textContent = "";
    combine(false);
  }

  function insert(option) {
    const end = field().selectionStart;
    const text = option.dataset.insert + (kind === "people" ? " " : "");
    close();
    field().focus();
    field().setSelectionRange(anchor, end);
    field().setRangeText(text, anchor, end, "end");
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }

  function look() {
    const want = wanted();
    const asked = want && `${want.kind}${want.anchor}`;
    if (!want) dismissed = "";
    if (want && asked !== dismissed) open(want);
    else if (isOpen()) close();
  }

  // The button: the list opens at the caret, whatever stands before it, and filters by nothing.
  function openCanned() {
    const reply = document.getElementById("mode-reply");
    if (reply.disabled) return;
    reply.checked = true;
    field().focus();
    if (!field().value.trim()) {
      field().value = "/";
      field().dispatchEvent(new Event("input", { bubbles: true }));
    } else open({ kind: "canned", query: "", anchor: field().selectionStart });
  }

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: () => active && insert(active),
    Tab: () => active && insert(active),
    Escape: () => { dismissed = `${kind}${anchor}`; close(); },
  };

  document.addEventListener("input", (event) => event.target === field() && look());
  document.addEventListener("keydown", (event) => {
    if (event.target !== field() || !isOpen() || place().hidden || event.isComposing) return;
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  }, true);
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest("#desk-offers [role=option]");
    if (option) event.preventDefault();
    else if (isOpen() && !event.target.closest("#desk-offers, #act-canned")) close();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("#desk-offers [role=option]");
    if (option) insert(option);
    if (!event.target.closest("#act-canned")) return;
    event.preventDefault();
    if (isOpen()) close();
    else openCanned();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === field() && isOpen() && !event.relatedTarget?.closest("#desk-offers, #act-canned")) close();
  });
})();
