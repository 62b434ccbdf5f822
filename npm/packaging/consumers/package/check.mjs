// The tarball itself: what is in it, and what the linters of packages say.

import { look_through } from "../../tools/package.mjs";
import { run } from "../../tools/process.mjs";
import { tool } from "../../tools/runtimes.mjs";

export default async function ({ check, folder, tarball, installed }) {
  await check("package: what it ships", () => look_through(installed));
  await check("package: publint", () => run(process.execPath, [tool("publint", "src/cli.js"), tarball, "--strict"], { cwd: folder }));
  await check("package: are the types wrong", () => {
    // Node 10 knows no "exports", and the package needs Node 20: so only what resolves as newer ones do is asked for. The
    // module has no types, since what its import gives is up to the bundler: a module, its bytes or its address.
    const options = ["--profile", "node16", "--exclude-entrypoints", "sanspay.wasm", "--no-emoji", "--no-color"];
    return run(process.execPath, [tool("@arethetypeswrong/cli", "dist/index.js"), tarball, ...options], { cwd: folder });
  });
}
