// A notice's way through a web server: `Request` in, `Response` out.

import { misuse } from "./error.mjs";
import { bounded, LIMIT } from "./reply.mjs";

/**
 * A handler for whatever hands over a `Request`. Yours is called with each notice that is not forged, and what it returns
 * or throws is what the gateway sees: nothing but a 2xx says that it has been dealt with.
 */
export function notice_handler(receive, handler) {
  if (typeof handler !== "function") throw misuse("notices(kind, handler) needs a handler: a function that takes the notice");
  return async (request) => {
    if (request.method !== "POST") return told(405, "a notice comes by POST", { allow: "POST" });
    if (request.bodyUsed) throw misuse("the request's body was read before: hand the request to this handler first");
    const body = await bounded(request);
    if (body.length >= LIMIT) return told(413, "too long for a notice");
    const notice = receive({ headers: request.headers, body });
    if (notice.authenticity === "forged") return told(403, "the token is wrong");
    return (await handler(notice, request)) ?? told(200, "taken");
  };
}

const told = (status, text, headers) => new Response(text, { status, headers: { "content-type": "text/plain", ...headers } });
