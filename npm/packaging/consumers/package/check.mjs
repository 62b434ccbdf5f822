// The tarball itself: what is in it, and what the linters of packages say.

import { look_through } from "../../tools/package.mjs";
import { run } from "../../tools/process.mjs";
import { tool } from "../../tools/runtimes.mjs";

export default async function ({ check, folder, tarball, installed }) {
  await check("package: what it ships", () => look_through(installed));
  await check("package: publint", () => run(process.execPath, [tool("publint", "src/cli.js"), tarball, "--strict"], { cwd: folder }));
  await check("package: are the types wrong", () =>
    // Node 10 knows no "exports". The package needs Node 20, and TypeScript's old `moduleResolution: "node"` finds the main entry.
    run(process.execPath, [tool("@arethetypeswrong/cli", "dist/index.js"), tarball, "--profile", "node16", "--no-emoji", "--no-color"], { cwd: folder }));
}
