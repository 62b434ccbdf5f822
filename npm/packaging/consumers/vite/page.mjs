import * as sanspay from "sanspay";
import { tell } from "../shared/tell.mjs";

window.told = tell(sanspay, new URLSearchParams(location.search).get("gateway"));
