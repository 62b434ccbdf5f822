import * as sanspay from "sanspay";
import { tell } from "../shared/tell.mjs";

if (globalThis.window) window.told = tell(sanspay, new URLSearchParams(location.search).get("gateway"));
else tell(sanspay, process.argv[2]).then((told) => console.log(JSON.stringify(told)));
