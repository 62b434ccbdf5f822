// For Vercel's edge runtime, which compiles no module at run time either, and imports by a name of its own.

import module from "../../dist/sanspay.wasm?module";
import { api } from "../api.mjs";
import { door } from "../door.mjs";

export const { atarapay, atmoon, upi, gateway, settle, operations, exchange, receive } = /* @__PURE__ */ api(
  /* @__PURE__ */ door(() => module),
);
export { SanspayError } from "../error.mjs";
