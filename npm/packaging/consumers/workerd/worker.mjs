import * as sanspay from "sanspay";
import { answered } from "./answered.mjs";

export default answered(sanspay);
