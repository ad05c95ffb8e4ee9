// SPDX-License-Identifier: Apache-2.0
// One ticket on a phone: asks again after as long as the hall says, later and later while nothing
// answers, and says so. A call turns the page amber and its title into the window, vibrates, and
// rings for whoever wished it. A screen reader hears what matters once, not each new figure.

const LATEST_MS = 60000;
const SPREAD = 0.2;
const GONE = new Set([404, 410]);
const BUZZ_MS = [400, 200, 400, 200, 400];
const TONES_HZ = [880, 660, 880, 660, 880];
const TONE_S = 0.35;
const WAITS = new Set(["waiting", "held"]);

const body = document.body;
const live = document.getElementById("live");
const asOf = document.getElementById("as-of");
const lost = document.getElementById("lost");
const ring = document.getElementById("ring");
const button = ring.querySelector("button");
const title = document.title;
let shown = "";
let again = Number(body.dataset.again);
let timer = 0;
let asking = false;
let sound = null; // made by a touch: a browser lets no page ring unasked

const state = () => ({ ...live.querySelector(".state").dataset });
const wished = () => button.getAttribute("aria-pressed") === "true";

function tones(heights) {
  heights.forEach((hertz, place) => {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    const at = sound.currentTime + place * TONE_S;
    tone.frequency.value = hertz;
    loud.gain.setValueAtTime(0.5, at);
    loud.gain.exponentialRampToValueAtTime(0.001, at + TONE_S);
    tone.connect(loud).connect(sound.destination);
    tone.start(at);
    tone.stop(at + TONE_S);
  });
}

// A dark screen stops the page; where the browser may (https), it keeps the screen on.
async function stayAwake() {
  if (wished() && !document.hidden) await navigator.wakeLock?.request("screen").catch(() => {});
}

function alarm() {
  if (navigator.userActivation?.hasBeenActive ?? true) navigator.vibrate?.(BUZZ_MS);
  if (wished()) tones(TONES_HZ);
}

function tell(before) {
  const now = state();
  const called = now.life === "called";
  document.title = now.title || title;
  ring.hidden = !WAITS.has(now.life);
  if (called && now.call !== before.call) alarm();
  if (before.say && now.say !== before.say) {
    document.querySelector(".told")?.remove();
    document.querySelector(`.unseen[role=${called ? "alert" : "status"}]`).textContent = now.say;
  }
}

// Who stands on a button with the keyboard or a screen reader stays on it.
function put(html) {
  const here = live.contains(document.activeElement) && document.activeElement.getAttribute("href");
  live.innerHTML = html;
  if (here) live.querySelector(`[href="${CSS.escape(here)}"]`)?.focus({ preventScroll: true });
}

function show(now) {
  if (now.html !== shown) {
    const before = state();
    put(now.html);
    shown = now.html;
    tell(before);
  }
  asOf.textContent = now.as_of;
  again = now.again_ms;
}

function cut(is) {
  if (is && lost.hidden) lost.textContent = lost.dataset.words.replace("#", asOf.textContent);
  lost.hidden = !is;
  body.classList.toggle("cut", is);
}

// Spread, so that phones that lost the hall together do not come back in the same moment.
function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, again * (1 + SPREAD * (2 * Math.random() - 1)));
}

async function ask() {
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(body.dataset.now, { cache: "no-store", signal: AbortSignal.timeout(10000) });
    if (GONE.has(answer.status)) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    show(await answer.json());
    cut(false);
  } catch {
    again = Math.min(2 * again, LATEST_MS);
    cut(true);
  } finally {
    asking = false;
    later();
  }
}

button.addEventListener("click", () => {
  button.setAttribute("aria-pressed", String(!wished()));
  document.getElementById("ring-about").hidden = !wished();
  if (!wished()) return;
  sound ??= new AudioContext();
  sound.resume();
  tones(TONES_HZ.slice(0, 1));
  stayAwake();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  ask();
  stayAwake();
});
window.addEventListener("online", ask);
// What was done is said once: who loads the page again or comes back is not told anew.
if (location.search) history.replaceState(null, "", location.pathname);
tell({});
body.dataset.ready = "";
later();
