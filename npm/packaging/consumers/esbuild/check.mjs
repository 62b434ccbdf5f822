// esbuild: bundles for browsers and for node, which then stand alone.

import assert from "node:assert/strict";
import { statSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { run } from "../../tools/process.mjs";
import { hold, last_line } from "../../tools/told.mjs";

const BUNDLES = [
  ["a browser's bundle", "main.mjs", { platform: "browser" }],
  ["node's bundle", "main.mjs", { platform: "node" }],
  ["node's bundle, minified", "main.mjs", { platform: "node", minify: true }],
  ["node's bundle of what requires it", "main.cjs", { platform: "node", format: "cjs" }],
  ["sanspay/slim, and the module as bytes", "slim.mjs", { platform: "node", target: "node20", loader: { ".wasm": "binary" } }],
];
/** Far less than a module. */
const SMALL = 20_000;

export default async function ({ check, folder, gateway }) {
  const told = async (name, entry, options) => {
    const outfile = path.join(folder, `dist/${name.replaceAll(/\W+/g, "-")}${options.format === "cjs" ? ".cjs" : ".mjs"}`);
    const bundle = { entryPoints: [path.join(folder, entry)], outfile, bundle: true, format: "esm", logLevel: "silent", ...options };
    const { warnings } = await build(bundle);
    assert.deepEqual(warnings, []);
    // Far away from node_modules.
    return [last_line(await run(process.execPath, [outfile, gateway], { cwd: "/" })), statSync(outfile).size];
  };
  for (const [name, entry, options] of BUNDLES) {
    await check(`esbuild: ${name}`, async () => hold((await told(name, entry, options))[0]));
  }
  await check("esbuild: sanspay/node, which carries no module", async () => {
    const [told_type, size] = await told("listener", "listener.mjs", { platform: "node" });
    assert.equal(told_type, "function");
    assert.ok(size < SMALL, `the bundle has ${size} bytes`);
  });
}
