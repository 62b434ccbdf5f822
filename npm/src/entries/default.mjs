// For Node, Deno, Bun, browsers and every bundler: the module is inside the JavaScript, so there is nothing to wait for.

import module from "../../dist/sanspay.mjs";
import { api } from "../api.mjs";
import { door } from "../door.mjs";
import { unpacked } from "../packed.mjs";

export const { atarapay, atmoon, upi, gateway, settle, operations, exchange, receive } = /* @__PURE__ */ api(
  /* @__PURE__ */ door(() => new WebAssembly.Module(unpacked(module))),
);
export { SanspayError } from "../error.mjs";
