// A short sound with each toast, in one tab of ours at a time. A browser that plays none before the page was
// touched stays silent.
(() => {
  "use strict";

  const KEY = "sound.played";
  const ONCE_IN_MS = 2500;
  const NOTES = [[659.26, 0], [880, 0.13]]; // hertz, and seconds from the beginning
  const LOUDNESS = 0.12;
  let audio = null;

  function context() {
    if (!audio && window.AudioContext) audio = new AudioContext();
    if (audio?.state === "suspended") audio.resume().catch(() => {});
    return audio;
  }

  function note(hertz, at) {
    const tone = new OscillatorNode(audio, { type: "sine", frequency: hertz });
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }

  // What is asked for while the browser still refuses would sound later, at the first click: so it is left out.
  function play() {
    if (context()?.state !== "running") return false;
    for (const [hertz, after] of NOTES) note(hertz, audio.currentTime + 0.02 + after);
    document.body.dispatchEvent(new CustomEvent("sound-played"));
    return true;
  }

  function playedElsewhere() {
    try {
      const since = Date.now() - Number(localStorage.getItem(KEY));
      return since >= 0 && since < ONCE_IN_MS;
    } catch {
      return false; // private windows may refuse: then each tab is on its own
    }
  }

  function playOnce() {
    if (playedElsewhere() || !play()) return;
    try {
      localStorage.setItem(KEY, Date.now());
    } catch {
      // As above.
    }
  }

  // All tabs hear of a toast in the same moment: whoever gets the lock plays, and the next finds that it did.
  function shown({ detail }) {
    if (detail.sound !== "on") return;
    if (navigator.locks) navigator.locks.request(KEY, async () => playOnce());
    else setTimeout(playOnce, Math.random() * 300);
  }

  async function tryOut(event) {
    const button = event.target.closest("[data-sound-test]");
    if (!button) return;
    await context()?.resume().catch(() => {});
    const said = button.parentElement.querySelector("[data-sound-said]");
    said.textContent = play() ? "Played." : "This browser plays no sound here.";
  }

  document.body.addEventListener("toast-shown", shown);
  document.addEventListener("click", tryOut);
  for (const event of ["pointerdown", "keydown"]) {
    document.addEventListener(event, context, { once: true, passive: true });
  }
  for (const button of document.querySelectorAll("[data-sound-test]")) button.hidden = false;
})();
