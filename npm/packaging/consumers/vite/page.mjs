import * as sanspay from "sanspay";
import { tell_in_browser } from "../shared/tell.mjs";

window.told = tell_in_browser(sanspay, new URLSearchParams(location.search).get("gateway"));
