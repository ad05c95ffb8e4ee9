// SPDX-License-Identifier: Apache-2.0
// The slip prints itself; the tab that a clerk's key opened is gone again after it.

const opened = history.length === 1;

addEventListener("afterprint", () => {
  if (opened) close();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.repeat || event.target.closest("a, button")) return;
  event.preventDefault();
  print();
});
// Another language takes this one's place, so that the tab can still close itself.
document.querySelector(".tools").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  event.preventDefault();
  location.replace(link.href);
});
document.getElementById("print").addEventListener("click", () => print());
document.body.dataset.ready = "";
print();
