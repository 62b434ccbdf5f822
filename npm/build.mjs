// Makes what the package ships out of what the compiler made: `cargo xtask bindings` runs it.

import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = new URL("dist/", import.meta.url);
const place = (name) => new URL(name, dist);

// The generated glue keeps one instance in variables of its module. As a function it can serve a fresh instance, and
// none of them sees another's memory.
const glue = readFileSync(place("sanspay_bg.js"), "utf8");
const names = [...glue.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
if (/^import /m.test(glue) || names.length !== glue.match(/^export /gm).length) {
  throw new Error("the glue has imports or exports that this build does not know");
}
const body = glue.replaceAll(/^export /gm, "");
writeFileSync(place("glue.mjs"), `export default function glue() {\n${body}\nreturn { ${names.join(", ")} };\n}\n`);

// Text inside JavaScript loads without waiting and passes through every bundler unharmed.
const wasm = readFileSync(place("sanspay_bg.wasm")).toString("base64");
writeFileSync(place("wasm.mjs"), `export default "${wasm}";\n`);

rmSync(place("sanspay.js")); // the generated entry, which expects a bundler to load the module
rmSync(place("sanspay_bg.js"));

await build({
  entryPoints: [fileURLToPath(new URL("src/index.mjs", import.meta.url))],
  outfile: fileURLToPath(place("index.cjs")),
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});

// For `require`, TypeScript asks for a declaration of its own.
const types = new URL("types.d.ts", import.meta.url);
if (existsSync(types)) copyFileSync(types, place("types.d.cts"));
