// A shop's address for notices, and what those get who ask there.

import { FORGED, SIGNED } from "./story.mjs";

/** What they are to get. */
export const ANSWERED = { statuses: [200, 403, 405], handled: ["delivered"] };

/** The handler, and the list of what it has handled. */
export function notices_of({ atarapay }) {
  const handled = [];
  const shop = atarapay({ environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" });
  return { handled, notices: shop.notices("order", async ({ event }) => void handled.push(event)) };
}

/** Sends a notice, a forged one, and no notice at all. */
export async function statuses(url, ask = fetch) {
  const headers = { "content-type": "application/json" };
  const answered = [];
  for (const init of [{ method: "POST", headers, body: SIGNED }, { method: "POST", headers, body: FORGED }, { method: "GET" }]) {
    const response = await ask(url, init);
    await response.body?.cancel();
    answered.push(response.status);
  }
  return answered;
}
