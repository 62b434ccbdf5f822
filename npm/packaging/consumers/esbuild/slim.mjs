import * as sanspay from "sanspay/slim";
import bytes from "sanspay/sanspay.wasm";
import { tell } from "../shared/tell.mjs";

sanspay.init(bytes);
console.log(JSON.stringify(await tell(sanspay, process.argv[2])));
