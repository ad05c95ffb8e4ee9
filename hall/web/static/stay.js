// SPDX-License-Identifier: Apache-2.0
// Says two minutes before a session ends that it does, and lets whoever reads stay: a form half
// filled in is not lost. A page that follows the hall is never idle; it only ends for good.

const TOLD_BEFORE_MS = 120000;

const stay = document.getElementById("stay");
const [ends, endsForGood] = stay.querySelectorAll("p");
const button = stay.querySelector("button");
const idle = document.body.dataset.live ? Infinity : Number(stay.dataset.idle);
const lastAt = Date.now() + Number(stay.dataset.left);

function plan() {
  const idleAt = Date.now() + idle;
  stay.hidden = true;
  ends.hidden = button.hidden = lastAt <= idleAt;
  endsForGood.hidden = !ends.hidden;
  setTimeout(() => (stay.hidden = false), Math.min(idleAt, lastAt) - TOLD_BEFORE_MS - Date.now());
}

button.addEventListener("click", async () => {
  const me = await fetch("/api/me").catch(() => null);
  if (me?.ok) plan();
  else if (me) location.reload();
});
plan();
