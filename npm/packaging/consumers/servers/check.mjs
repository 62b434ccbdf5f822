// Notices in the servers that shops are made with. Next, Deno, Bun and workerd have theirs in their own folders.

import assert from "node:assert/strict";
import { run } from "../../tools/process.mjs";
import { hold_notices, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder }) {
  const told = async (file) => last_line(await run(process.execPath, [file], { cwd: folder }));
  await check("Express: notices", async () => {
    const { plain, raw, parsed } = await told("express.mjs");
    hold_notices(plain);
    hold_notices(raw);
    // What was parsed cannot be proven, and no gateway may be told that it was taken.
    assert.deepEqual(parsed, { statuses: [500, 500, 405], handled: [], advice: 2 });
  });
  await check("Hono: notices", async () => hold_notices(await told("hono.mjs")));
}
