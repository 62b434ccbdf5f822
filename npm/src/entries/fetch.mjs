// As the default entry, and calls are sent by the library itself where they are given no fetch.

import sender from "../../dist/fetch.mjs";
import glue from "../../dist/fetch-glue.mjs";
import module from "../../dist/sanspay.mjs";
import { api } from "../api.mjs";
import { door, instantiated } from "../door.mjs";
import { unpacked } from "../packed.mjs";

let sending;

export function fetch(url, init) {
  sending ??= instantiated(new WebAssembly.Module(unpacked(sender)), glue, "fetch");
  return new Promise((answered, failed) => sending.send_request(new Request(url, init), answered, failed));
}

export const { atarapay, atmoon, upi, gateway, settle, operations, exchange, receive } = /* @__PURE__ */ api(
  /* @__PURE__ */ door(() => new WebAssembly.Module(unpacked(module))),
  () => fetch,
);
export { SanspayError } from "../error.mjs";
