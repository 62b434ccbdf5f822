// The door that the default entry has, which that entry does not export.

import module from "../dist/sanspay.mjs";
import { door } from "../src/door.mjs";
import { unpacked } from "../src/packed.mjs";

export const { call, call_text } = door(() => new WebAssembly.Module(unpacked(module)));
