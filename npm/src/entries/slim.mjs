// Everything but the module, which the host brings.

import { api } from "../api.mjs";
import { door } from "../door.mjs";
import { misuse } from "../error.mjs";

let module;

export function init(given) {
  const bytes = given instanceof ArrayBuffer || ArrayBuffer.isView(given);
  if (!bytes && !(given instanceof WebAssembly.Module)) {
    throw misuse("init takes sanspay.wasm as a WebAssembly.Module, or its bytes");
  }
  module = bytes ? new WebAssembly.Module(given) : given;
}

function brought() {
  if (!module) throw misuse('sanspay/slim has no module yet: call init(module) with "sanspay/sanspay.wasm" first');
  return module;
}

export const { atarapay, atmoon, upi, gateway, settle, operations, exchange, receive } = /* @__PURE__ */ api(
  /* @__PURE__ */ door(brought),
);
export { SanspayError } from "../error.mjs";
