// SPDX-License-Identifier: Apache-2.0
// The manager's page: moves by itself; alarms can be claimed, and new ones are said to who listens:
// those alone, not each minute that an old one has lasted.

import { follow } from "./live.js";
import { send } from "./press.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-claim]");
  if (!button || button.disabled) return;
  button.disabled = true;
  send("/api/alarms/claim", { key: button.dataset.claim }, () => {}).finally(() => (button.disabled = false));
});

const told = document.getElementById("told");
const alarms = () =>
  new Map([...document.querySelectorAll("#alarms li")].map((row) => [row.id, row.querySelector(".what").textContent]));
let known = alarms();

follow(() => {
  const now = alarms();
  const fresh = [...now.keys()].filter((id) => !known.has(id));
  known = now;
  if (fresh.length) told.textContent = told.dataset.words.replace("#", fresh.length) + now.get(fresh[0]);
});
