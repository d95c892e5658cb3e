// Knowing that something changed: a socket while there is one, asking now and then in any case.
const DEBOUNCE = 150;
const POLL_DOWN = 3000;
const POLL_UP = 25000;
const PING = 20000;
const SILENT = 10000; // after a ping, for so long
const LONGEST = 30000;
const TYPING = 3000;

export class Live {
  constructor(path, hear) {
    this.url = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws${path}`;
    this.hear = hear;
    this.up = false;
    this.reachable = navigator.onLine;
    this.closed = false;
    this.tries = 0;
    this.fetching = false;
    this.again = false;
  }

  start() {
    this.connect();
    this.refresh(0);
    for (const name of ["focus", "online"]) window.addEventListener(name, () => this.wake());
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("pageshow", (event) => { if (event.persisted) this.wake(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.wake(); });
    setInterval(() => this.ping(), PING);
  }

  wake() {
    this.refresh(0);
    if (!this.up) {
      this.tries = 0;
      this.connect();
    }
  }

  connect() {
    clearTimeout(this.retry);
    if (this.closed || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.up = true;
      this.steady = setTimeout(() => { this.tries = 0; }, 5000);
      this.refresh(0);
    });
    socket.addEventListener("message", (event) => {
      clearTimeout(this.silence);
      if (event.data.includes('"thread"')) this.refresh();
    });
    socket.addEventListener("close", () => { if (socket === this.socket) this.dropped(); });
  }

  dropped() {
    const was = this.up;
    this.up = false;
    this.socket = null;
    clearTimeout(this.silence);
    clearTimeout(this.steady);
    const delay = Math.min(LONGEST, 500 * 2 ** this.tries++) * (0.5 + Math.random());
    this.retry = setTimeout(() => this.connect(), delay);
    if (was) this.refresh(0);
  }

  // A connection can be dead without either end having been told.
  ping() {
    if (!this.up || !this.socket) return;
    const socket = this.socket;
    socket.send('{"ping":true}');
    this.silence = setTimeout(() => {
      if (socket !== this.socket) return;
      this.dropped();
      socket.close();
    }, SILENT);
  }

  // Said while the contact writes, so that whoever reads it at the other end can wait for it.
  types() {
    if (!this.up || Date.now() - (this.typed || 0) < TYPING) return;
    this.typed = Date.now();
    this.socket.send('{"typing":true}');
  }

  // The sooner of two wishes counts.
  refresh(delay = DEBOUNCE) {
    const at = Date.now() + delay;
    if (this.timer && this.at <= at) return;
    clearTimeout(this.timer);
    this.at = at;
    this.timer = setTimeout(() => {
      this.timer = 0;
      this.fetch();
    }, delay);
  }

  async fetch() {
    if (this.closed) return;
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    try {
      await this.hear.fetch();
      this.found();
    } catch (error) {
      if (error.status === 404) this.end();
      else this.lost();
    }
    this.fetching = false;
    if (this.again) {
      this.again = false;
      this.refresh();
    } else this.refresh(this.up && this.reachable && !this.hear.busy() ? POLL_UP : POLL_DOWN);
  }

  found() {
    if (!this.reachable) {
      this.reachable = true;
      this.hear.changed("");
      this.connect();
    }
    this.hear.reachable();
  }

  lost() {
    if (this.closed) return;
    this.reachable = false;
    this.hear.changed("Reconnecting… your messages are kept");
    this.refresh(POLL_DOWN);
  }

  end() {
    this.closed = true;
    this.reachable = false;
    this.socket?.close();
    this.hear.changed("This chat was closed. What you have written is kept here.");
  }
}
