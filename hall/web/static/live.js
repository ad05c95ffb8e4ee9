// SPDX-License-Identifier: Apache-2.0
// Follows the hall: takes what is new into the page in place, keeps clocks going, and says when
// the hall is lost. Hearing nothing is losing it: a beat comes each second.

const LOST_AFTER_MS = 2500;
const CLOCK_EVERY_MS = 250;
const KEPT = { DIALOG: ["open"], DETAILS: ["open"] };

const lost = document.getElementById("lost");
let hallAt = Number(document.body.dataset.at) || Date.now();
let heardAt = performance.now();
let page = document; // where the content stands: here, or in a window of its own
let beats = 0;

export const where = () => page;
const unseen = () => page === document && document.hidden;

// The content stands in another document from now on, or again in this one. The timer is that of
// the window it stands in: a browser slows down those of a page that nobody sees.
export function standsIn(other) {
  page.defaultView?.clearInterval(beats);
  page = other;
  beats = page.defaultView.setInterval(beat, CLOCK_EVERY_MS);
  if (unseen()) document.dispatchEvent(new Event("visibilitychange"));
}

function beat() {
  say();
  if (!isLost()) tick();
}

export const hallNow = () => hallAt + performance.now() - heardAt;
export const isLost = () => !lost.hidden;

function clock(at, seconds) {
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.zone };
  if (seconds) form.second = "2-digit";
  return new Intl.DateTimeFormat("en-GB", form).format(at);
}

function span(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return (hours ? `${hours}:${two(minutes)}` : String(minutes)) + `:${two(seconds % 60)}`;
}

function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function tick() {
  const now = hallNow();
  for (const time of page.querySelectorAll("time[data-now]")) put(time, clock(now));
  for (const time of page.querySelectorAll("time[data-since]")) {
    const ms = now - Number(time.dataset.since);
    const minutes = String(Math.max(0, Math.floor(ms / 60000)));
    put(time, time.dataset.words ? time.dataset.words.replace("#", minutes) : span(ms));
  }
  for (const time of page.querySelectorAll("time[data-until]")) {
    const left = Math.ceil((Number(time.dataset.until) - now) / 1000);
    put(time, time.dataset.words.replace("#", String(Math.max(0, left))));
    const button = time.closest("button");
    if (button && left <= 0) button.disabled = true;
  }
}

function alike(old, fresh) {
  return old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id || "") === (fresh.id || "");
}

// Make an element like a fresh one without replacing it: focus, open dialogs, what somebody typed
// and where they scrolled stay.
function become(old, fresh) {
  const kept = KEPT[old.nodeName] || [];
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !kept.includes(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.nodeName === "TIME" && (old.dataset.since || old.dataset.until || "now" in old.dataset)) return;
  children(old, fresh);
}

// What has an id stays itself wherever it comes to stand, so that what is under a finger or has the
// focus is not turned into its neighbour; what is no longer there goes.
function children(old, fresh) {
  const wanted = [...fresh.childNodes];
  const known = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  const stays = new Set(wanted.map((node) => node.id && known.get(node.id)).filter(Boolean));
  for (const child of known.values()) if (!stays.has(child)) child.remove();
  wanted.forEach((node, place) => {
    const there = old.childNodes[place];
    const same = node.id ? known.get(node.id) : null;
    if (same && same !== there) old.insertBefore(same, there ?? null);
    const here = same ?? there;
    if (!here) old.append(node);
    else if (!alike(here, node)) {
      if (stays.has(here)) here.before(node);
      else here.replaceWith(node);
    } else if (node.nodeType === Node.ELEMENT_NODE) become(here, node);
    else if (here.nodeValue !== node.nodeValue) here.nodeValue = node.nodeValue;
  });
  while (old.childNodes.length > wanted.length) old.lastChild.remove();
}

function show(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const focused = page.activeElement;
  children(page.getElementById("live"), fresh.content);
  if (focused?.isConnected && page.activeElement !== focused) focused.focus({ preventScroll: true });
}

function say() {
  if (unseen()) return;
  const silent = performance.now() - heardAt > LOST_AFTER_MS;
  if (silent && lost.hidden) lost.textContent = lost.dataset.words.replace("#", clock(hallAt, true));
  lost.hidden = !silent;
  page.body.classList.toggle("cut", silent);
}

export function follow(shown = () => {}) {
  let source = null;
  const again = async () => {
    const me = await fetch("/api/me").catch(() => null);
    if (me?.status === 401 || me?.status === 403) location.reload();
    else open();
  };
  const open = () => {
    source = new EventSource(document.body.dataset.live);
    source.onmessage = (event) => {
      const frame = JSON.parse(event.data);
      hallAt = frame.at;
      heardAt = performance.now();
      if (frame.html) {
        show(frame.html);
        shown();
      }
      say();
      tick();
    };
    // A browser gives up after an answer that is no stream; this page does not.
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED && !unseen()) setTimeout(again, 1000);
    };
    source.addEventListener("leave", () => location.reload());
  };
  // A browser allows few streams to one address: a page that nobody sees leaves its own to others.
  document.addEventListener("visibilitychange", () => {
    if (page !== document) return;
    source.close();
    if (!document.hidden) {
      heardAt = performance.now();
      open();
    }
  });
  open();
  document.body.dataset.ready = "";
  standsIn(document);
  tick();
}
