import * as sanspay from "sanspay";
import { notices_of } from "../shared/notices.mjs";

const { notices, handled } = notices_of(sanspay);

// A test asks with PUT what was handled; a shop's worker is `{ fetch: notices }`.
export default { fetch: (request) => (request.method === "PUT" ? Response.json(handled) : notices(request)) };
