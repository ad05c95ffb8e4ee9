// SPDX-License-Identifier: Apache-2.0
// Sends one wish to the hall. Its id is made once and repeated in each try, so that it is done
// once however often it has to be sent.

const TRIES_AFTER_MS = [0, 300, 700, 1500, 3000, 5000];
const ANSWER_WITHIN_MS = 6000;

export function newId() {
  // crypto.randomUUID is missing on pages of a plain http address in the hall's network.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "p" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function once(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (answer.status === 401) location.reload();
  if (answer.status >= 500) throw new Error(String(answer.status));
  return answer.json();
}

// Returns the hall's answer, or null when none came. `retrying` is told before each further try.
export async function send(path, wish, retrying) {
  const body = JSON.stringify(wish);
  for (const wait of TRIES_AFTER_MS) {
    if (wait) {
      retrying();
      await pause(wait);
    }
    try {
      return await once(path, body);
    } catch (error) {
      if (!(error instanceof Error || error instanceof DOMException)) throw error;
    }
  }
  return null;
}
