// For Cloudflare's workers, which compile no module at run time: theirs is imported.

import module from "../../dist/sanspay.wasm";
import { api } from "../api.mjs";
import { door } from "../door.mjs";

export const { atarapay, atmoon, upi, gateway, settle, operations, exchange, receive } = /* @__PURE__ */ api(
  /* @__PURE__ */ door(() => module),
);
export { SanspayError } from "../error.mjs";
