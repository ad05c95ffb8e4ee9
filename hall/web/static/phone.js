// SPDX-License-Identifier: Apache-2.0
// One ticket on a phone: asks again after as long as the hall says, later and later while nothing
// answers, and says so. A call turns the page amber, its title into the window, and vibrates.

const LATEST_MS = 60000;
const SPREAD = 0.2;
const GONE = new Set([404, 410]);

const body = document.body;
const live = document.getElementById("live");
const asOf = document.getElementById("as-of");
const lost = document.getElementById("lost");
const title = document.title;
let shown = "";
let again = Number(body.dataset.again);
let timer = 0;
let asking = false;

const state = () => live.querySelector(".state");

function call(before) {
  const now = state().dataset;
  document.title = now.title || title;
  if (now.life === "called" && before !== "called") navigator.vibrate?.([400, 200, 400, 200, 400]);
}

function show(now) {
  if (now.html !== shown) {
    const before = state().dataset.life;
    live.innerHTML = now.html;
    shown = now.html;
    call(before);
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

document.addEventListener("visibilitychange", () => document.hidden || ask());
window.addEventListener("online", ask);
call("");
body.dataset.ready = "";
later();
