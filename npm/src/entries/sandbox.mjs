// A stand-in for both gateways, in this process.

import module from "../../dist/sandbox.cjs";
import { unpacked } from "../packed.mjs";
import { Sandbox } from "../sandbox/sandbox.mjs";

let bytes;

export function sandbox(options) {
  return new Sandbox((bytes ??= unpacked(module)), options);
}
export { SanspayError } from "../error.mjs";
