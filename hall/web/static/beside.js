// SPDX-License-Identifier: Apache-2.0
// The small form beside another program: it stays on top of every window where the browser has
// that (on https and on the hall's own machine), else it is a plain small window.

import { standsIn } from "./live.js";

const SIZE = { width: 360, height: 300 };
const NAME = `beside-${document.body.dataset.window}`;
const PARTS = ["lost", "said", "live"];
let small = null;

// Take the page's content out into a window on top; asked again, it comes back. `listen` is given
// the document in which keys are pressed from then on.
export async function beside(listen) {
  if (small) {
    small.close();
    return;
  }
  // That window itself is put away by the same key.
  if (window.name === NAME) {
    window.close();
    return;
  }
  const opened = await window.documentPictureInPicture?.requestWindow(SIZE).catch(() => null);
  if (!opened) {
    const { width, height } = SIZE;
    window.open(location.href, NAME, `popup,width=${width},height=${height}`);
    return;
  }
  small = opened;
  dress(small.document);
  listen(small.document);
  const places = PARTS.map((id) => take(document.getElementById(id), small.document.body));
  small.document.body.className = document.body.className;
  standsIn(small.document);
  const out = document.getElementById("out");
  out.hidden = false;
  small.addEventListener("pagehide", () => {
    document.body.className = small.document.body.className;
    for (const [part, place] of places) place.replaceWith(part);
    small = null;
    out.hidden = true;
    standsIn(document);
  });
}

// Move a part of the page and leave a mark where it stood.
function take(part, to) {
  const place = document.createComment(part.id);
  part.replaceWith(place);
  to.append(part);
  return [part, place];
}

function dress(other) {
  const { lang, className } = document.documentElement;
  Object.assign(other.documentElement, { lang, className });
  other.title = document.title;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) {
    const link = other.createElement("link");
    link.rel = "stylesheet";
    link.href = sheet.href;
    other.head.append(link);
  }
}
