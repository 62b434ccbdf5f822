import * as sanspay from "sanspay";
import { tell_in_browser } from "../shared/tell.mjs";

self.onmessage = ({ data: gateway }) => {
  tell_in_browser(sanspay, gateway).then(postMessage, (error) => postMessage({ failed: error.stack }));
};
