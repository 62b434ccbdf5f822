// Makes what the package ships out of what the compiler made: `cargo xtask bindings` runs it.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { packed } from "./src/packed.mjs";

const place = (name) => new URL(name, import.meta.url);

// The generated one copies a text character by character until one is not ASCII, which takes longer than the encoder.
const PASS_STRING = `function passStringToWasm0(text, malloc, realloc) {
    let place = malloc(text.length, 1) >>> 0;
    let { read, written } = cachedTextEncoder.encodeInto(text, getUint8ArrayMemory0().subarray(place, place + text.length));
    if (read < text.length) {
        const most = written + (text.length - read) * 3;
        place = realloc(place, text.length, most, 1) >>> 0;
        written += cachedTextEncoder.encodeInto(text.slice(read), getUint8ArrayMemory0().subarray(place + written, place + most)).written;
        place = realloc(place, most, written, 1) >>> 0;
    }
    WASM_VECTOR_LEN = written;
    return place;
}
`;

// The generated glue keeps one instance in variables of its module. As a function it can serve a fresh instance, and
// none of them sees another's memory.
function glue_as_function(file) {
  const glue = readFileSync(place(file), "utf8");
  const names = [...glue.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
  if (/^import /m.test(glue) || names.length !== glue.match(/^export /gm).length) {
    throw new Error("the glue has imports or exports that this build does not know");
  }
  const body = glue.replaceAll(/^export /gm, "").replace(/^function passStringToWasm0\([^]*?\n}\n/m, PASS_STRING);
  if (!body.includes(PASS_STRING)) throw new Error("the glue passes texts in a way that this build does not know");
  writeFileSync(place(file), `export default function glue() {\n${body}\nreturn { ${names.join(", ")} };\n}\n`);
}

function as_text(from, name, kinds = { mjs: "export default", cjs: "module.exports =" }) {
  const { size, order, text } = packed(readFileSync(place(from)));
  for (const [kind, before] of Object.entries(kinds)) {
    writeFileSync(place(`dist/${name}.${kind}`), `${before} { size: ${size}, order: [${order}], text: "${text}" };\n`);
  }
}

for (const name of ["sanspay", "fetch"]) glue_as_function(`dist/${name}-glue.mjs`);
as_text("dist/sanspay.wasm", "sanspay");
for (const name of ["browser", "fetch"]) as_text(`../target/bindgen/${name}.wasm`, name);
// Once, for both: it is the largest, and runs where tests do.
as_text("../target/plain/desk.wasm", "sandbox", { cjs: "module.exports =" });

// For `require`: each entry in one file, beside the modules, which they share.
const modules_stay_outside = {
  name: "modules stay outside",
  setup: ({ onResolve }) => onResolve({ filter: /\/dist\/\w+\.[cm]js$/ }, ({ path }) => ({ path: path.replace(/.*\/(\w+)\.[cm]js$/, "../$1.cjs"), external: true })),
};
await build({
  entryPoints: ["default", "slim", "browser", "fetch", "node", "sandbox", "serve"].map((entry) => ({ in: fileURLToPath(place(`src/entries/${entry}.mjs`)), out: `entries/${entry}` })),
  outdir: fileURLToPath(place("dist")),
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "neutral",
  target: "es2022",
  external: ["node:http"],
  logLevel: "warning",
  plugins: [modules_stay_outside],
});

for (const license of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(place(`../${license}`), place(license));
