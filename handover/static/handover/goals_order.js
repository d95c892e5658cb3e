// The order of the cards: dragged by the handle, or moved with the arrow keys on it; saved at once.
(() => {
  "use strict";

  const SETTLED_MS = 600;
  const EDGE_PX = 70;
  let timer = 0;
  let moved = "";
  let dragged = null;

  const list = () => document.getElementById("cards");
  const ids = () => [...list().children].map((card) => card.dataset.scenario);
  const card = (node) => node.closest?.(".card");

  function save(leaving = false) {
    clearTimeout(timer);
    timer = 0;
    const form = document.getElementById("order-form");
    for (const old of form.querySelectorAll("[name=order]")) old.remove();
    for (const id of ids()) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "order";
      field.value = id;
      form.append(field);
    }
    form.querySelector("[name=moved]").value = moved;
    if (leaving) navigator.sendBeacon(form.action, new FormData(form));
    else form.requestSubmit();
  }

  // The others move around it, so that what is held keeps the focus and the pointer.
  function up(node) {
    if (!node.previousElementSibling) return false;
    node.after(node.previousElementSibling);
    return true;
  }
  function down(node) {
    if (!node.nextElementSibling) return false;
    node.before(node.nextElementSibling);
    return true;
  }

  function announce(node) {
    const at = ids().indexOf(node.dataset.scenario) + 1;
    document.getElementById("order-said").textContent = `${node.dataset.name}: number ${at} of ${ids().length}`;
  }

  document.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.(".grip");
    if (dragged && event.key === "Escape") return drop(false);
    if (!grip || dragged || !["ArrowUp", "ArrowDown"].includes(event.key)) return undefined;
    event.preventDefault();
    const node = card(grip);
    if (!(event.key === "ArrowUp" ? up(node) : down(node))) return announce(node);
    announce(node);
    node.scrollIntoView({ block: "nearest" });
    moved = node.dataset.scenario;
    clearTimeout(timer);
    timer = setTimeout(() => save(), SETTLED_MS);
    return undefined;
  });
  window.addEventListener("pagehide", () => { if (timer) save(true); });
  // An answer to an earlier move would put back what was moved since.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ((timer || dragged) && event.detail.target?.id === "goals") event.detail.shouldSwap = false;
  });

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button) return;
    event.preventDefault();
    grip.focus({ preventScroll: true });
    dragged = { node: card(grip), before: ids(), pointer: event.pointerId };
    grip.setPointerCapture(event.pointerId);
    dragged.node.classList.add("is-dragging");
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged || event.pointerId !== dragged.pointer) return;
    const { node } = dragged;
    if (event.clientY < EDGE_PX) window.scrollBy(0, -14);
    if (event.clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, 14);
    const over = (other) => other && other.getBoundingClientRect();
    let box;
    while ((box = over(node.previousElementSibling)) && event.clientY < box.top + box.height / 2) up(node);
    while ((box = over(node.nextElementSibling)) && event.clientY > box.top + box.height / 2) down(node);
  });
  document.addEventListener("pointerup", (event) => { if (dragged?.pointer === event.pointerId) drop(true); });
  document.addEventListener("pointercancel", () => { if (dragged) drop(false); });

  function drop(keep) {
    const { node, before } = dragged;
    dragged = null;
    node.classList.remove("is-dragging");
    if (!keep) return arrange(before);
    if (before.join() === ids().join()) return undefined;
    announce(node);
    moved = node.dataset.scenario;
    return save();
  }

  function arrange(order) {
    list().append(...order.map((id) => document.getElementById(`scenario-${id}`)));
  }

  function ready() {
    for (const grip of document.querySelectorAll(".grip")) grip.hidden = list().children.length < 2;
  }
  let last = "";
  document.addEventListener("htmx:afterSwap", ready);
  document.addEventListener("htmx:afterSettle", () => { last = list() ? ids().join() : ""; });
  document.addEventListener("said:failed", () => { if (last && list()) arrange(last.split(",")); });
  if (list()) {
    last = ids().join();
    ready();
  }
})();
