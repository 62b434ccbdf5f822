import * as sanspay from "sanspay";
import { tell, tell_in_browser } from "../shared/tell.mjs";

if (globalThis.window) window.told = tell_in_browser(sanspay, new URLSearchParams(location.search).get("gateway"));
else tell(sanspay, process.argv[2]).then((told) => console.log(JSON.stringify(told)));
