import { in_sandbox } from "../shared/in-sandbox.mjs";
import { load } from "./load.mjs";

console.log(JSON.stringify(await in_sandbox(await load("sanspay"), await load("sanspay/sandbox"))));
