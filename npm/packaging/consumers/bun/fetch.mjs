import * as sanspay from "sanspay/fetch";
import { tell } from "../shared/tell.mjs";

console.log(JSON.stringify(await tell(sanspay, process.argv[2])));
