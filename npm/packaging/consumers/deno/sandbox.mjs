import * as sanspay from "sanspay";
import * as entry from "sanspay/sandbox";
import { in_sandbox } from "../shared/in-sandbox.mjs";

console.log(JSON.stringify(await in_sandbox(sanspay, entry)));
