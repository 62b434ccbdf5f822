import * as sanspay from "sanspay";
import { tell } from "../shared/tell.mjs";

self.onmessage = ({ data: gateway }) => {
  tell(sanspay, gateway).then(postMessage, (error) => postMessage({ failed: error.stack }));
};
