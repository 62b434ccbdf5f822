// Runs the code of a README as one module: `node ../xtask/demo/readme.mjs < code`, in the folder of the npm package, so
// that it imports the package by its name. What a README leaves to the shop stands here.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const body = JSON.stringify({ status: "Delivered", data: { id: 3021, amount_payed: 450000 }, token: "cHViX3Rlc3RfMTpwcnZfdGVzdF8yOjMwMjE6NDUwMDAw" });
globalThis.request = new Request("https://shop.example/notices", { method: "POST", body, headers: { "content-type": "application/json" } });

const place = join(process.cwd(), "dist", `readme-${process.pid}.mjs`);
writeFileSync(place, readFileSync(0));
try {
  await import(pathToFileURL(place));
} finally {
  rmSync(place);
}
