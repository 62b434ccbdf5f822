// Makes what the package ships out of what the compiler made: `cargo xtask bindings` runs it.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packed } from "./src/packed.mjs";

const place = (name) => new URL(name, import.meta.url);

// The generated glue keeps one instance in variables of its module. As a function it can serve a fresh instance, and
// none of them sees another's memory.
function glue_as_function(file) {
  const glue = readFileSync(place(file), "utf8");
  const names = [...glue.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  if (/^import /m.test(glue) || names.length !== glue.match(/^export /gm).length) {
    throw new Error("the glue has imports or exports that this build does not know");
  }
  const body = glue.replaceAll(/^export /gm, "");
  writeFileSync(place(file), `export default function glue() {\n${body}\nreturn { ${names.join(", ")} };\n}\n`);
}

function as_text(from, to) {
  const { size, order, text } = packed(readFileSync(place(from)));
  writeFileSync(place(to), `export default { size: ${size}, order: [${order}], text: "${text}" };\n`);
}

for (const name of ["sanspay", "fetch"]) glue_as_function(`dist/${name}-glue.mjs`);
as_text("dist/sanspay.wasm", "dist/sanspay.mjs");
for (const name of ["browser", "fetch"]) as_text(`../target/bindgen/${name}.wasm`, `dist/${name}.mjs`);

// For `require`: the same, with the module inside.
await build({
  entryPoints: ["default", "slim", "browser", "fetch", "node"].map((entry) => fileURLToPath(place(`src/entries/${entry}.mjs`))),
  outdir: fileURLToPath(place("dist")),
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "es2022",
  logLevel: "warning",
});
