// Node.js: every version that is supported, every entry, `import` and `require`.

import assert from "node:assert/strict";
import path from "node:path";
import { free_port, run, serve } from "../../tools/process.mjs";
import { nodes } from "../../tools/runtimes.mjs";
import { SEEN_IN_SANDBOX } from "../shared/in-sandbox.mjs";
import { hold, hold_in_page, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  for (const [name, program] of nodes) {
    const told = async (file, ...args) => last_line(await run(program(), [file, ...args], { cwd: folder }));
    await check(`${name}: import`, async () => hold(await told("import.mjs", gateway)));
    await check(`${name}: require`, async () => hold(await told("require.cjs", gateway)));
    await check(`${name}: both in one process`, async () => hold(await told("both.mjs", gateway)));
    await check(`${name}: npx sanspay sandbox`, async () => {
      const port = await free_port();
      const url = `http://127.0.0.1:${port}`;
      const command = path.join(folder, "../node_modules/.bin/sanspay");
      const server = await serve(program(), [command, "sandbox", "--port", `${port}`], { cwd: folder, url });
      const dashboard = await (await fetch(url)).text();
      await server.stop();
      assert.match(dashboard, /<title>/);
    });
    for (const way of ["import", "require"]) {
      await check(`${name}: sanspay/slim and sanspay/sanspay.wasm, ${way}`, async () => {
        const { before, bytes, module } = await told("slim.mjs", way, gateway);
        assert.equal(before, "misuse", "what is asked too early");
        hold(bytes);
        hold(module);
      });
      await check(`${name}: sanspay/fetch, ${way}`, async () => {
        const { sent_by, verdicts, ...rest } = await told("fetch.mjs", way, gateway);
        assert.deepEqual(sent_by, [200, "PAID", 404]);
        assert.deepEqual(verdicts, ["unknown", "not_sent"], "which fetch sends");
        hold(rest);
      });
      await check(`${name}: sanspay/browser, ${way}`, async () => hold_in_page(await told("browser.mjs", way)));
      await check(`${name}: sanspay/sandbox, ${way}`, async () => assert.deepEqual(await told("sandbox.mjs", way), SEEN_IN_SANDBOX));
      await check(`${name}: sanspay/node, ${way}`, async () => {
        assert.deepEqual(await told("listener.mjs", way), { statuses: [200, 403, 405, 413, 500], handled: ["delivered", "delivered"] });
      });
    }
  }
}
