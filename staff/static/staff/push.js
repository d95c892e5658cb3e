// Switching notifications of this browser on. Needs https (or localhost) and the member's permission.
(() => {
  "use strict";

  const box = document.querySelector("[data-push]");
  if (!box) return;
  const button = box.querySelector("[data-push-on]");
  const state = box.querySelector("[data-push-state]");

  const say = (text) => { state.textContent = text; };
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!able) {
    say(window.isSecureContext ? "This browser cannot be notified." : "Needs an https address.");
    return;
  }
  button.hidden = false;

  function bytes(base64) {
    const text = atob(base64.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(text, (one) => one.charCodeAt(0));
  }

  function name() {
    const agent = navigator.userAgent;
    const browser = ["Edg", "Firefox", "OPR", "Chrome", "Safari"].find((one) => agent.includes(`${one}/`)) || "Browser";
    const system = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"].find((one) => agent.includes(one));
    const plain = { Edg: "Edge", OPR: "Opera" }[browser] || browser;
    return system ? `${plain} on ${system}` : plain;
  }

  // A subscription belongs to the site's key; one to a former key is of no use any more.
  async function subscription(manager) {
    const asked = { userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) };
    const old = await manager.getSubscription();
    const key = old && new Uint8Array(old.options.applicationServerKey || []);
    if (old && key.join() === asked.applicationServerKey.join()) return old;
    if (old) await old.unsubscribe();
    return manager.subscribe(asked);
  }

  async function subscribe() {
    if ((await Notification.requestPermission()) !== "granted") {
      say("Notifications are blocked for this site in the browser's own settings.");
      return;
    }
    const worker = await navigator.serviceWorker.register(box.dataset.worker, { scope: "/" });
    await navigator.serviceWorker.ready;
    const { endpoint, keys } = (await subscription(worker.pushManager)).toJSON();
    const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, label: name() });
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    const answer = await fetch(box.dataset.push, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": token ? token[1] : "", Accept: "application/json" },
    });
    if (!answer.ok) throw new Error((await answer.json()).error);
    window.location.reload();
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    say("Asking the browser…");
    try {
      await subscribe();
    } catch (error) {
      say(`This browser could not be added. ${error.message}`);
    } finally {
      button.disabled = false;
    }
  });
})();
