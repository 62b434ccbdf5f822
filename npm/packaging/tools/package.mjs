// The package as it is published: packed, looked through, and installed.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure, run } from "./process.mjs";

const source = path.join(import.meta.dirname, "../..");

/** Packs into a folder: the path of the tarball. */
export async function pack(folder) {
  if (!existsSync(path.join(source, "dist"))) throw new Failure("npm/dist is not built: run `cargo xtask bindings` first");
  const printed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: source });
  const [{ filename }] = Object.values(JSON.parse(printed.slice(printed.search(/^[[{]/m))));
  return path.join(folder, filename);
}

/** Installs the tarball into a folder as any project would, with nothing but itself to be had. */
export async function install(tarball, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const quietly = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"];
  // Of the same version there may be another in npm's cache.
  rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
  await run("npm", ["install", ...quietly, tarball], { cwd: folder });
  assert.deepEqual(readdirSync(path.join(folder, "node_modules")).filter((name) => !name.startsWith(".")), ["sanspay"]);
  return path.join(folder, "node_modules/sanspay");
}

/** Nothing ships that is not meant to, and nothing that runs on its own. */
export function look_through(installed) {
  const manifest = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8"));
  for (const field of ["dependencies", "optionalDependencies", "peerDependencies", "bundleDependencies"]) {
    assert.equal(manifest[field], undefined, `package.json has ${field}`);
  }
  for (const script of Object.keys(manifest.scripts ?? {})) {
    assert.doesNotMatch(script, /^(pre|post)?(install|prepare|uninstall)$/, "a script runs where the package is installed");
  }

  const files = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
  assert.deepEqual(manifest.bin, { sanspay: "bin/sanspay.mjs" });
  const meant = /^(bin\/sanspay\.mjs|package\.json|README\.md|LICENSE-(APACHE|MIT)|types\/[\w-]+\.d\.[mc]ts|src\/[\w/-]+\.mjs|dist\/[\w/-]+\.([mc]js|wasm))$/;
  assert.deepEqual(files.filter((file) => !meant.test(file)), [], "these are not meant to ship");
  assert.deepEqual(files.filter((file) => /test|\.map$/.test(file)), [], "tests and source maps do not ship");

  for (const file of ["README.md", "LICENSE-APACHE", "LICENSE-MIT"]) assert.ok(files.includes(file), `${file} does not ship`);
  const lost = entries(manifest).filter((file) => !files.includes(file));
  assert.deepEqual(lost, [], "package.json points to these, which do not ship");
  for (const file of files) {
    const text = readFileSync(path.join(installed, file), "latin1");
    // The module may hold paths of where it was compiled: its panics say in which file they happen.
    const found = text.match(/(?<![\w.:/@-])\/(home|root|Users|work|tmp|build|github)\/[\w./-]+/g);
    assert.deepEqual([...new Set(found)], [], `${file} holds paths of a machine`);
    assert.doesNotMatch(text, /sourceMappingURL=/, `${file} points to a source map`);
  }
  return { files, manifest };
}

/** Every file that package.json points to. */
function entries({ bin, main, module, types, exports }) {
  const targets = (value) => (value && typeof value === "object" ? Object.values(value).flatMap(targets) : [value]);
  return [...new Set([...targets(bin), main, module, types, ...targets(exports)])].filter(Boolean).map((file) => path.normalize(file));
}
