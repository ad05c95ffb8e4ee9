// SPDX-License-Identifier: Apache-2.0
// The choice of windows: typing a window's number goes there.

import { follow } from "./live.js";

const FORGET_AFTER_MS = 1500;
let typed = "";
let timer = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter" && typed) {
    const tile = document.querySelector(`[data-window="${CSS.escape(typed)}"]`);
    if (tile) {
      event.preventDefault();
      tile.click();
    }
  } else if (/^[A-Za-z0-9]$/.test(event.key)) {
    typed += event.key;
    clearTimeout(timer);
    timer = setTimeout(() => (typed = ""), FORGET_AFTER_MS);
    document.querySelector(`[data-window="${CSS.escape(typed)}"]`)?.focus();
  }
});

follow();
