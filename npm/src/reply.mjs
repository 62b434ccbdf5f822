// Turns what a host has in hand (a Response, an error, a message) into the door's plain data.

import { misuse, SanspayError, wrong } from "./error.mjs";

/** One byte more than the longest body that is read: enough to see that it is too long. */
export const LIMIT = (1 << 20) + 1;

/** What proves that a connection was never made. A timeout proves nothing. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** The reply as plain data, or a promise of it where it is a Response still to be read. */
export function reply_from(x) {
  if (is_error(x)) return fault_from(x);
  if (x === null || typeof x !== "object") {
    throw misuse("a reply is a fetch Response, { status, headers, body }, or the error that prevented one");
  }
  if (typeof x.arrayBuffer === "function") {
    if (x.bodyUsed) throw misuse("the response's body was read before: pass the Response to reply() first");
    return from_response(x);
  }
  if (x.fault !== undefined) return x;
  const { status, headers, body } = x;
  return { status, headers: pairs(headers), ...plain_body("reply.body", body, "give the text or the bytes as they came") };
}

/** The message of a notice as plain data. */
export function message_from(message) {
  const { headers, body } = message ?? {};
  const raw =
    "pass the raw body, not a parsed one: express.raw({ type: '*/*' }) and req.body in Express; a content type parser " +
    "with { parseAs: 'buffer' } in Fastify; await request.text() in Next and any fetch handler; await c.req.text() in Hono";
  return { headers: pairs(headers), ...plain_body("message.body", body, raw) };
}

/** Sends a request with a fetch, and never longer than it may take. Whatever happens is a reply. */
export async function sent(request, fetch, timeout_ms, signal) {
  if (signal?.aborted) return { fault: "not_sent", detail: "aborted before it was sent" };
  const stop = new AbortController();
  let timer, abort;
  // Beside the fetch's own signal, for one that heeds none.
  const ended = new Promise((_, reject) => {
    const end = (name) => {
      const error = new DOMException("", name);
      stop.abort(error);
      reject(error);
    };
    timer = setTimeout(end, timeout_ms, "TimeoutError");
    abort = () => end("AbortError");
    signal?.addEventListener("abort", abort, { once: true });
  });
  const exchanged = async () => reply_from(await fetch(request.url, { ...request, signal: stop.signal }));
  try {
    return await Promise.race([exchanged(), ended]);
  } catch (error) {
    // Only the sandbox's own fetch knows that.
    if (error?.nothing_left) throw error;
    return fault_from(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

async function from_response(response) {
  // What a browser shows of a redirect that it did not follow.
  if (response.type === "opaqueredirect") return { status: 302, headers: [], body: "" };
  if (response.redirected) return { fault: "no_answer", detail: "the client followed a redirect" };
  if (response.status === 0) return { fault: "no_answer", detail: "the client hides the answer" };
  try {
    return { status: response.status, headers: pairs(response.headers), ...encoded(await bounded(response)) };
  } catch (error) {
    // It was sent, whatever the error says.
    return { ...fault_from(error), fault: "no_answer" };
  }
}

/** The bytes of a body, as far as they are read. */
export async function bounded(response) {
  const { body } = response;
  if (body === null) return new Uint8Array();
  if (!body?.[Symbol.asyncIterator] && !body?.getReader) return cut(new Uint8Array(await response.arrayBuffer()));
  const chunks = [];
  let length = 0;
  // Leaving the loop cancels the rest.
  for await (const chunk of body[Symbol.asyncIterator] ? body : chunks_of(body)) {
    chunks.push(chunk);
    if ((length += chunk.length) >= LIMIT) break;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return cut(whole);
}

/** A stream's chunks, where streams cannot be iterated yet. */
async function* chunks_of(stream) {
  const reader = stream.getReader();
  try {
    for (let step; !(step = await reader.read()).done; ) yield step.value;
  } finally {
    reader.cancel().catch(() => {});
  }
}

function plain_body(field, body, advice) {
  if (typeof body === "string") return body.length < LIMIT ? { body } : encoded(new TextEncoder().encode(body.slice(0, LIMIT)));
  if (body instanceof ArrayBuffer) return encoded(new Uint8Array(body));
  if (ArrayBuffer.isView(body)) return encoded(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (body === undefined || body === null) throw wrong(field, 'is required; an empty body is ""');
  throw wrong(field, `must be a string or a Uint8Array: ${advice}`);
}

/** Bytes as text, or in base64 where they are none. */
export function encoded(bytes) {
  const within = cut(bytes);
  try {
    return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(within) };
  } catch {
    let text = "";
    for (let at = 0; at < within.length; at += 8192) text += String.fromCharCode(...within.subarray(at, at + 8192));
    return { body_base64: btoa(text) };
  }
}

const cut = (bytes) => bytes.subarray(0, LIMIT);

/** Headers as pairs: from Headers, pairs, a Map, or an object whose values may be lists. */
export function pairs(headers) {
  if (headers === undefined || headers === null) return [];
  if (typeof headers[Symbol.iterator] === "function") return [...headers];
  const values = ([name, value]) => (Array.isArray(value) ? value.map((one) => [name, one]) : [[name, value]]);
  return Object.entries(headers).flatMap(values).filter(([, value]) => value !== undefined);
}

function is_error(x) {
  return x instanceof Error || /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(x));
}

/** `not_sent` only where every cause says that no connection was made. An error's own text may quote the request. */
function fault_from(error) {
  if (error instanceof SanspayError) return { fault: "no_answer", detail: error.message };
  const chain = [];
  for (let link = error; is_error(link) && chain.length < 10; link = link.cause) chain.push(link);
  const telling = chain.filter(({ code, errors }) => typeof code === "string" || Array.isArray(errors));
  const fault = telling.length > 0 && telling.every(never_sent) ? "not_sent" : "no_answer";
  const names = chain.flatMap(({ name, code }) => (typeof code === "string" ? [name, code] : [name]));
  return { fault, detail: names.join(", ") };
}

/** Where several addresses were tried, none of them may have been reached. */
function never_sent({ code, errors }) {
  return Array.isArray(errors) ? errors.length > 0 && errors.every(never_sent) : NEVER_SENT.has(code);
}
