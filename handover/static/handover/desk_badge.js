// On every page of the shell: the sidebar's count of conversations that nobody has.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";

  const badge = document.querySelector("[data-count-from]");
  if (!badge) return;
  const REST_MS = 4000;
  const queues = document.getElementById("desk-queues");
  let timer = 0;
  let askedAt = 0;

  function show(count) {
    badge.textContent = count;
    badge.hidden = !count || count === "0";
  }

  // The desk's own list counts them anyway.
  if (queues) {
    const fromList = () => show(queues.querySelector("#queue-unassigned .desk-count").textContent);
    new MutationObserver(fromList).observe(queues, { childList: true });
    return;
  }

  async function ask() {
    timer = 0;
    if (document.hidden) return; // asked again when the page is looked at
    askedAt = Date.now();
    const answer = await fetch(badge.dataset.countFrom).catch(() => null);
    if (answer?.ok && !answer.redirected) show((await answer.json()).unassigned);
  }

  live.watch("desk");
  document.body.addEventListener("live:changed", ({ detail: { name } }) => {
    if (timer || (name !== "" && !name.startsWith("conversation."))) return;
    // Pages that hear the same do not all ask at the same moment.
    timer = setTimeout(ask, Math.max(REST_MS - (Date.now() - askedAt), 0) + Math.random() * 700);
  });
});
