// Bun, running the package as it is and as a bundle of its own.

import assert from "node:assert/strict";
import { SEEN_IN_SANDBOX } from "../shared/in-sandbox.mjs";
import { run } from "../../tools/process.mjs";
import { runtime } from "../../tools/runtimes.mjs";
import { hold, hold_notices, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  const bun = (...args) => run(runtime("bun"), args, { cwd: folder });
  await check("bun", async () => hold(last_line(await bun("--no-install", "main.mjs", gateway))));
  await check("bun: sanspay/fetch", async () => hold(last_line(await bun("--no-install", "fetch.mjs", gateway))));
  await check("bun: sanspay/sandbox", async () => assert.deepEqual(last_line(await bun("--no-install", "sandbox.mjs")), SEEN_IN_SANDBOX));
  await check("bun: notices", async () => hold_notices(last_line(await bun("--no-install", "notices.mjs"))));
  await check("bun build", async () => {
    await bun("build", "main.mjs", "--target=bun", "--outfile=dist/main.mjs");
    hold(last_line(await bun("--no-install", "dist/main.mjs", gateway)));
  });
}
