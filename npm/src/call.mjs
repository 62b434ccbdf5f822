import { ask } from "./door.mjs";
import { misuse } from "./error.mjs";
import { reply_from, sent } from "./reply.mjs";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** One operation under way: `request` is to be sent, `reply` takes what came back, `outcome` is what it means. */
export class Call {
  #question;
  #replies = [];
  #request = null;
  #outcome = null;
  #busy = null;

  constructor(operation, account, input) {
    const question = { operation, account, input };
    this.#understand(question, []);
    // What the host changes afterwards must not change what its replies are held against.
    this.#question = copy(question);
  }

  /** What to send now: `fetch(call.request.url, call.request)`. Null when there is an outcome. */
  get request() {
    this.#idle();
    return this.#request;
  }

  /** What has come of it. Null while there is a request to send. */
  get outcome() {
    return this.#outcome;
  }

  /**
   * Takes what came back: a fetch Response (then it returns a promise, to be awaited), `{ status, headers, body }`, or
   * the error that was thrown instead.
   */
  reply(x) {
    this.#waiting();
    const reply = reply_from(x);
    if (!(reply instanceof Promise)) return this.#take(reply);
    this.#busy = "the reply is still being read: await call.reply(…) before going on";
    return reply.then((read) => this.#take(read)).finally(() => (this.#busy = null));
  }

  /** Sends whatever is to be sent, and returns the outcome. A fetch that retries or follows redirects must not be used. */
  async send(fetch = globalThis.fetch, { timeout_ms = 30_000, signal } = {}) {
    this.#idle();
    if (typeof fetch !== "function") throw misuse("send() needs a fetch: this runtime has none, so pass one");
    if (!(timeout_ms > 0 && timeout_ms <= LONGEST_TIMEOUT)) {
      throw misuse(`timeout_ms must be a number from 1 to ${LONGEST_TIMEOUT}`);
    }
    if (signal && typeof signal.addEventListener !== "function") throw misuse("signal must be an AbortSignal");
    this.#busy = "the call is being sent: await call.send() before going on";
    try {
      while (this.#request) {
        const reply = await sent(this.#request, fetch, timeout_ms, signal);
        try {
          this.#take(reply);
        } catch {
          // It was sent, so an error must not look as though it could simply be sent again.
          this.#take({ fault: "no_answer", detail: "the answer could not be taken" });
        }
      }
    } finally {
      this.#busy = null;
    }
    return this.#outcome;
  }

  /** What may be logged. */
  toJSON() {
    const { verdict, funds } = this.#outcome ?? {};
    const request = this.#request?.summary;
    return { operation: this.#question.operation, request: request ?? null, verdict: verdict ?? null, funds: funds ?? null };
  }

  [INSPECT](_, options, inspect) {
    return `Call ${inspect(this.toJSON(), options)}`;
  }

  #understand(question, replies) {
    const { request, outcome } = ask({ exchange: { ...question, replies } });
    this.#request = request ? new Outgoing(request) : null;
    this.#outcome = outcome ?? null;
    this.#replies = replies;
  }

  #take(reply) {
    this.#understand(this.#question, [...this.#replies, reply]);
  }

  #idle() {
    if (this.#busy) throw misuse(this.#busy);
  }

  #waiting() {
    this.#idle();
    if (!this.#request) throw misuse("the call has its outcome and waits for no reply; to ask again, make a new call");
  }
}

/** A request with plain fields, for fetch; what is printed of it is its summary. */
class Outgoing {
  constructor(request) {
    Object.assign(this, request, { redirect: "manual" });
  }

  toJSON() {
    return { summary: this.summary };
  }

  [INSPECT]() {
    return `Request(${this.summary})`;
  }
}

/** A copy of plain data, which the door has seen to be such. */
function copy(value) {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copy(field)]));
}
