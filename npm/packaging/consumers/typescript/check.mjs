// TypeScript: the ways to find a package's types, at their strictest, and the declarations themselves checked, too. What
// is compiled is run, so that types which promise what is not there are noticed.

import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import path from "node:path";
import { run } from "../../tools/process.mjs";
import { tool } from "../../tools/runtimes.mjs";
import { last_line } from "../../tools/told.mjs";

const tsc = tool("typescript", "bin/tsc");
const PROJECTS = ["node16-esm", "node16-cjs", "bundler"];
const TOLD = {
  id: "3021",
  link: "upi://pay?pa=shop@okbank&pn=Shop&am=499.50&cu=INR",
  mistaken: ["amount"],
  missing: ["order"],
  nowhere: ["account.environment"],
};

export default async function ({ check, folder, gateway }) {
  for (const project of PROJECTS) {
    await check(`typescript: ${project}`, async () => {
      const cwd = path.join(folder, project);
      // The nearest package.json says what sort of module a file is, so each project needs them as its own.
      for (const file of ["shop.ts", "entries.ts"]) copyFileSync(path.join(folder, file), path.join(cwd, file));
      await run(process.execPath, [tsc, "--project", "."], { cwd });
      assert.deepEqual(last_line(await run(process.execPath, ["dist/shop.js", gateway], { cwd })), TOLD);
    });
  }
}
