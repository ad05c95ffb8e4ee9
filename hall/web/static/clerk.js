// SPDX-License-Identifier: Apache-2.0
// The clerk's keys: one key each, one press on its way at a time.

import { beside } from "./beside.js";
import { follow, isLost, where } from "./live.js";
import { newId, send } from "./press.js";

const FIELDS = "input:not([type=radio], [type=checkbox]), select, textarea";
const FOR_ANYBODY = ["ask-help", "ask-relieve"];
const READ_WITHIN_MS = { quiet: 4000, bad: 12000 };
const words = document.body.dataset;
const path = `/api/windows/${encodeURIComponent(words.window)}/press`;
const said = document.getElementById("said");
const state = () => where().getElementById("state").dataset;
let onItsWay = null; // the newest press without an answer
let asked = null; // whom an open question is about: nobody else may get its answer
let shown = whom();
let sits = state().clerk;
let forgets = 0;

// What was said covers keys in a small window: once it can be read it goes, also at a click.
function say(text, kind = "", stays = false) {
  said.textContent = text;
  said.className = `said ${kind}`;
  clearTimeout(forgets);
  if (text && !stays) forgets = setTimeout(say, READ_WITHIN_MS[kind], "");
}

// Who is at the window for which call: the same ticket may be called at once for its next service.
function whom() {
  return `${state().shown} ${state().calls}`;
}

// Whether somebody else sits at this window than who signed in to this page.
const isOthers = () => Boolean(words.me && state().clerk && state().clerk !== words.me);

function outcome() {
  return where().querySelector("input[name=outcome]:checked")?.value ?? "";
}

// A second press of the same key before the answer is a slip; another key waits its turn.
async function press(action, fields = {}) {
  if (onItsWay?.action === action) return;
  if (isLost()) {
    say(words.lostKey, "bad");
    return;
  }
  if (isOthers() && action !== "sign-in") {
    say(words.others, "bad");
    return;
  }
  const { shown, calls, clerk } = asked ?? state();
  asked = null;
  const wish = { id: newId(), action, shown, calls: Number(calls), clerk, ...fields };
  if (action === "next" || action === "finish") wish.outcome = shown ? outcome() : "";
  const before = onItsWay?.answer;
  const answer = before ? before.then((known) => known && deliver(wish)) : deliver(wish);
  const mine = { action, answer };
  onItsWay = mine;
  where().body.classList.add("busy");
  const said = await answer;
  if (onItsWay !== mine) return;
  onItsWay = null;
  where().body.classList.remove("busy");
  if (said === null) say(words.unknown, "bad", true);
  else say(said.done ? "" : said.text, "bad");
}

function deliver(wish) {
  say(words.pending, "quiet", true);
  return send(path, wish, () => say(words.again, "bad", true));
}

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name === "services") (fields.services ??= []).push(value);
    else fields[name] = value.trim();
  }
  const upper = form.querySelector("[data-upper]");
  if (upper) fields[upper.name] = fields[upper.name].toUpperCase();
  return fields;
}

function ask(id) {
  if (isOthers() && !FOR_ANYBODY.includes(id)) return say(words.others, "bad");
  const dialog = where().getElementById(id);
  const form = dialog.querySelector("form");
  form.reset();
  asked = form.dataset.action ? { ...state() } : null;
  dialog.addEventListener("cancel", () => (asked = null), { once: true });
  dialog.showModal();
}

function clicked(event) {
  if (event.target.closest("#said")) return say("");
  const button = event.target.closest("button");
  if (!button) return;
  // The second click of a double click is none: it may hit what stood behind a dialog.
  if (event.detail > 1) return event.preventDefault();
  // After a click of the mouse the space bar belongs to the hall again, not to that button.
  if (event.detail > 0) button.blur();
  const { action, open, set, press: letter } = button.dataset;
  if (letter) {
    button.closest("dialog").close();
    strike(letter);
  } else if (action) press(action);
  else if (open) ask(open);
  else if (set) {
    const form = button.form;
    form.closest("dialog").close();
    press(form.dataset.action, { [set]: button.value });
  } else if ("close" in button.dataset) {
    asked = null;
    button.closest("dialog").close();
  } else if (button.id === "small" || button.id === "back") beside(listen);
}

function submitted(event) {
  const form = event.target;
  if (!form.dataset.action) return;
  event.preventDefault();
  form.closest("dialog")?.close();
  press(form.dataset.action, fieldsOf(form));
}

function letterOf(event) {
  if (event.code === "Space") return "Space";
  if (event.key === "?") return "?";
  // With a Chinese input method on, only the key's place is known.
  return /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : event.code.replace(/^Key/, "");
}

function choose(digit, where) {
  const choices = where.querySelectorAll("[data-digit]");
  const wanted = [...choices].find((choice) => choice.dataset.digit === digit);
  wanted?.click();
}

function chooseOutcome(digit) {
  const radio = where().querySelectorAll("input[name=outcome]")[Number(digit) - 1];
  if (radio) radio.checked = true;
}

// Enter is "OK" in a list too once something is chosen in it; the space bar opens the list.
function confirms(event) {
  const list = event.target.closest("dialog select");
  if (event.key !== "Enter" || !list?.value) return false;
  event.preventDefault();
  list.form.requestSubmit();
  return true;
}

// A key held down is one press, wherever the focus is; only text and scrolling repeat.
function held(event) {
  const types = event.code === "Space" && event.target.closest(FIELDS);
  if (event.key === "Enter" || (event.code === "Space" && !types)) event.preventDefault();
}

function keyed(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.repeat) return held(event);
  if (confirms(event)) return;
  // For a moment after a dialog closed, the browser still sends keys to a field in it.
  const on = event.target.closest("dialog:not([open])") ? where().body : event.target;
  if (on.closest(FIELDS)) return;
  const digit = /^[1-9]$/.test(event.key) ? event.key : "";
  const dialog = where().querySelector("dialog[open]");
  if (dialog) {
    if (digit) choose(digit, dialog);
    return;
  }
  const letter = digit || letterOf(event);
  const onControl = on.closest("button, a, summary, input");
  if (letter === "Space" && onControl) return;
  if (strike(letter)) event.preventDefault();
}

// Do what a key stands for; whether it stands for anything.
function strike(letter) {
  if (/^[1-9]$/.test(letter)) chooseOutcome(letter);
  const key = where().querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (!key) return false;
  if (key.disabled) say(isOthers() ? words.others : words.notNow, "quiet");
  else key.click();
  return true;
}

function listen(page) {
  page.addEventListener("click", clicked);
  page.addEventListener("submit", submitted);
  page.addEventListener("keydown", keyed);
}

// What only whoever sits here may do is not offered to anybody else.
function offer() {
  where().body.classList.toggle("others", isOthers());
}

listen(document);
offer();
follow(() => {
  offer();
  if (state().clerk !== sits) {
    sits = state().clerk;
    where().querySelector("main form [autofocus]")?.focus();
  }
  if (whom() === shown) return;
  shown = whom();
  where().querySelector("dialog[open]:not(#ask-help)")?.close();
  asked = null;
  const usual = state().usual;
  for (const radio of where().querySelectorAll("input[name=outcome]")) radio.checked = radio.value === usual;
});
