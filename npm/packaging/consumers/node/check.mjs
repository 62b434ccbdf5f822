// Node.js: every version that is supported, every entry, `import` and `require`.

import { run } from "../../tools/process.mjs";
import { nodes } from "../../tools/runtimes.mjs";
import { hold, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  for (const [name, program] of nodes) {
    const told = async (file) => last_line(await run(program(), [file, gateway], { cwd: folder }));
    await check(`${name}: import`, async () => hold(await told("import.mjs")));
    await check(`${name}: require`, async () => hold(await told("require.cjs")));
    await check(`${name}: both in one process`, async () => hold(await told("both.mjs")));
  }
}
