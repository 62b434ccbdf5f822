import * as sanspay from "sanspay/slim";
import module from "sanspay/sanspay.wasm";
import { answered } from "./answered.mjs";

sanspay.init(module);
export default answered(sanspay);
