// Unfold's pages run under a Content-Security-Policy without 'unsafe-eval'. Alpine's CSP build then
// reaches only what is registered with it, so Unfold's global components are registered here.
document.addEventListener("alpine:init", () => {
  const storage = window.localStorage;
  const page = {
    location: {
      get pathname() { return window.location.pathname; },
      get search() { return window.location.search; },
    },
  };

  const theme = window.theme;
  Alpine.data("theme", (...given) => Object.assign(theme(...given), { window: page }));
  for (const name of ["searchForm", "searchDropdown", "searchCommand"]) {
    Alpine.data(name, (...given) => window[name](...given));
  }

  Alpine.data("unfoldBody", (tab) => ({
    activeTab: (window.getCurrentTab && window.getCurrentTab()) || tab || "",
    sidebarMobileOpen: false,
    sidebarDesktopOpen: storage.getItem("sidebarDesktopOpen") !== "0",
    init() {
      this.$watch("sidebarDesktopOpen", (open) => storage.setItem("sidebarDesktopOpen", open ? "1" : "0"));
    },
    selectUnlessModified(event) {
      return !event.metaKey && !event.ctrlKey;
    },
  }));
});
