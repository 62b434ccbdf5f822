// What a page may do by itself: make a payment form, read and draw UPI links, read what its server says of a payment. It
// needs no secret, and its module holds nothing else.

import module from "../../dist/browser.mjs";
import { api } from "../api.mjs";
import { door } from "../door.mjs";
import { misuse } from "../error.mjs";
import { unpacked } from "../packed.mjs";

export const { atarapay, upi, settle } = /* @__PURE__ */ api(/* @__PURE__ */ door(() => new WebAssembly.Module(unpacked(module))));
export { SanspayError } from "../error.mjs";

export function outcome_of(data) {
  try {
    // An outcome that is settled with itself stays what it is.
    return settle(data, data);
  } catch {
    throw misuse("this is no outcome: outcome_of takes what your server made of call.outcome, parsed from JSON");
  }
}
