// A program whose parts come from different times holds two copies of the package, and they must not differ.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as imported from "sanspay";
import { tell } from "../shared/tell.mjs";

const required = createRequire(import.meta.url)("sanspay");
const names = (exported) => Object.keys(exported).filter((name) => name !== "default" && name !== "module.exports").sort();
assert.deepEqual(names(required), names(imported));
assert.notEqual(required.atarapay, imported.atarapay, "these are to be two copies");

const told = await tell(imported, process.argv[2]);
assert.deepEqual(await tell(required, process.argv[2]), told);
// What one of them made, the other takes.
const outcome = imported.upi().link.write({ pa: "shop@okbank", pn: "Shop" }).outcome;
assert.deepEqual(required.settle(outcome, outcome), outcome);
console.log(JSON.stringify(told));
