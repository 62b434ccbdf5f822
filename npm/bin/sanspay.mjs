#!/usr/bin/env node
// `npx sanspay sandbox`: both gateways on this machine, with a dashboard.

import { sandbox } from "../src/entries/sandbox.mjs";
import { serve } from "../src/entries/serve.mjs";

const HELP = `Both gateways on this machine, for developing a shop without them.

  npx sanspay sandbox [OPTIONS]
`;

const [command, ...words] = process.argv.slice(2);
try {
  if (command === "sandbox") await run(words);
  else if (["--help", "-h", "help"].includes(command)) console.log(`${HELP}\n  --help           every option of it`);
  else fail(`${command === undefined ? "say what to do" : `there is no command ${command} here`}: npx sanspay sandbox. For the rest build cli/ of the repository.`);
} catch (error) {
  fail(error.code === "EADDRINUSE" ? `port ${error.port} is taken; choose another with --port` : error.message);
}

async function run(words) {
  const { options, help } = sandbox().command_line(words);
  if (help) return console.log(`${HELP}\n${help.trimEnd()}`);
  const { port, state: _, ...start } = options;
  const world = sandbox(start);
  const { url } = await serve(world, { port });
  console.log(world.greeting(url.slice("http://".length), start.seed));
}

function fail(words) {
  console.error(`sanspay: ${words.replace(/^the sandbox: /, "")}`);
  process.exit(2);
}
