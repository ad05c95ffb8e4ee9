// SPDX-License-Identifier: Apache-2.0
// The manager's page: moves by itself; alarms can be claimed.

import { follow } from "./live.js";
import { send } from "./press.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-claim]");
  if (!button || button.disabled) return;
  button.disabled = true;
  send("/api/alarms/claim", { key: button.dataset.claim }, () => {}).finally(() => (button.disabled = false));
});

follow();
