// What the package weighs where it is used, as JSON: each entry bundled and minified, and the tarball. `cargo xtask size`
// runs it.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));

/** An entry as a page or a server would carry it: bytes raw, after gzip, after brotli. */
async function weighed(entry, conditions) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${entry}";`, resolveDir: here },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    conditions,
    loader: { ".wasm": "copy" },
    outdir: "out",
    write: false,
  });
  const script = outputFiles.find(({ path }) => path.endsWith(".js")).contents;
  return [script.length, gzipSync(script, { level: 9 }).length, brotliCompressSync(script).length];
}

const entries = {};
for (const entry of ["sanspay", "sanspay/browser", "sanspay/slim", "sanspay/fetch"]) entries[entry] = await weighed(entry, ["import"]);
const [{ size, unpackedSize, entryCount }] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json"], { cwd: here, stdio: ["ignore", "pipe", "ignore"] }));
console.log(JSON.stringify({ entries, tarball: { packed: size, unpacked: unpackedSize, files: entryCount } }));
