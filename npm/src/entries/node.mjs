// node:http, Express and Connect speak of `req` and `res`; this lets a handler of `Request` and `Response` answer them.

import { LIMIT, message_from } from "../reply.mjs";

/** A listener `(req, res, next?)` for a handler. What goes wrong is given to `next`, or to `failed` where there is none. */
export function listener(handler, { failed = console.error } = {}) {
  return async (req, res, next) => {
    try {
      const response = await handler(await request_from(req));
      // Pairs, since a header such as Set-Cookie may come several times.
      res.writeHead(response.status, [...response.headers].flat());
      res.end(Buffer.from(await response.arrayBuffer()));
    } catch (error) {
      if (next) return next(error);
      if (!res.headersSent) res.writeHead(500, { "content-type": "text/plain" });
      res.end("failed");
      failed(error);
    }
  };
}

async function request_from(req) {
  const bodyless = req.method === "GET" || req.method === "HEAD";
  const headers = Object.entries(req.headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  // Nothing of a notice is in its address, and a host header may be anything.
  const url = new URL(req.originalUrl ?? req.url, "http://localhost");
  return new Request(url, { method: req.method, headers, body: bodyless ? undefined : await body_of(req) });
}

/** The bytes as they came: those a middleware kept, or else those still to be read. */
function body_of(req) {
  if (req.readableDidRead) {
    const kept = typeof req.body === "string" || ArrayBuffer.isView(req.body);
    return kept ? req.body : message_from({ body: req.body ?? {} }); // which throws, and says how to keep them
  }
  return new Promise((ended, broken) => {
    const chunks = [];
    let length = 0;
    const end = () => ended(Buffer.concat(chunks));
    req.on("data", (chunk) => {
      if (length < LIMIT) chunks.push(chunk);
      // Enough to be refused; the rest flows by unread, since who is cut off reads no answer.
      if ((length += chunk.length) >= LIMIT) end();
    });
    req.on("end", end).on("error", broken);
  });
}
