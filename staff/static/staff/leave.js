// Signing out ends this browser's push subscription, so that whoever uses it next gets nobody else's notices.
(() => {
  "use strict";

  const WAIT_MS = 1500;

  async function unsubscribe() {
    const worker = await navigator.serviceWorker.getRegistration("/");
    const subscription = await worker?.pushManager?.getSubscription();
    if (subscription) await subscription.unsubscribe();
  }

  async function leave(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !new URL(form.getAttribute("action") || "", location.href).pathname.endsWith("/logout/")) return;
    if (form.dataset.left || !("serviceWorker" in navigator)) return;
    event.preventDefault();
    form.dataset.left = "1";
    const tooLong = new Promise((done) => setTimeout(done, WAIT_MS));
    await Promise.race([unsubscribe().catch(() => {}), tooLong]);
    form.submit();
  }

  document.addEventListener("submit", leave);
})();
