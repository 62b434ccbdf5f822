import * as sanspay from "sanspay";
import { notices_of } from "../../../shared/notices.mjs";

const { notices, handled } = notices_of(sanspay);

export const POST = notices;
/** For the test alone: a shop's own has none. */
export const PUT = () => Response.json(handled);
