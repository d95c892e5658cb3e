// Wakes when the push service has a message for this browser, also with no tab open.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A page of ours in front shows a toast already: then the notification only stands quietly in the list.
async function show(told) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const looking = pages.some((page) => page.visibilityState === "visible" && page.focused);
  await self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.url || String(told.id),
    renotify: !looking,
    silent: looking,
    data: { url: told.url },
    icon: "/static/config/symbol.svg",
  });
}

// Never in place of another page, on which something may be half written.
async function open(url) {
  const address = new URL(url || "/", self.location.origin).href;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url.split("#")[0] === address);
  await (there ? there.focus() : self.clients.openWindow(address));
}

self.addEventListener("push", (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});
