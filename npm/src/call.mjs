import { misuse } from "./error.mjs";
import { text_of } from "./plain.mjs";
import { reply_from, sent } from "./reply.mjs";

const INSPECT = Symbol.for("nodejs.util.inspect.custom");
const LONGEST_TIMEOUT = 2 ** 31 - 1;
/** The version of what `save` writes. */
const FORMAT = 1;
const LOST =
  "this call was saved with a request under way, which may have been sent, and what follows it too: give call.reply(…) what " +
  "came back; where nothing is known of it, call.send() sends nothing and concludes";

/** One operation under way: `request` is to be sent, `reply` takes what came back, `outcome` is what it means. */
export class Call {
  #ask;
  #fetch;
  #question;
  #replies;
  #request = null;
  #outcome = null;
  #busy = null;
  #resumed = false;

  constructor({ ask, fetch }, question, replies = []) {
    this.#ask = ask;
    this.#fetch = fetch;
    this.#understand(question, replies);
    // What the host changes afterwards must not change what its replies are held against.
    this.#question = copy(question);
  }

  /**
   * A call as it was when it was saved. Its request may have gone out since, and so may those that follow it: none of them is
   * given out again.
   */
  static resumed(host, saved, gateway, account) {
    const { operation, input, replies } = read(saved);
    if (!operation.startsWith(`${gateway}.`)) throw misuse(`the saved call is ${operation}, and this is ${gateway}`);
    const call = new Call(host, { operation, account, input }, replies);
    call.#resumed = call.#request !== null;
    return call;
  }

  /** What to send now: `fetch(call.request.url, call.request)`. Null when there is an outcome. */
  get request() {
    this.#idle();
    if (this.#resumed) throw misuse(LOST);
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
  async send(fetch = this.#fetch(), { timeout_ms = 30_000, signal } = {}) {
    this.#idle();
    if (typeof fetch !== "function") throw misuse("send() needs a fetch: this runtime has none, so pass one");
    if (!(timeout_ms > 0 && timeout_ms <= LONGEST_TIMEOUT)) {
      throw misuse(`timeout_ms must be a number from 1 to ${LONGEST_TIMEOUT}`);
    }
    if (signal && typeof signal.addEventListener !== "function") throw misuse("signal must be an AbortSignal");
    if (this.#resumed) this.#take({ fault: "lost", detail: "the call was resumed" });
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

  /**
   * The call as text, to be stored and resumed by `shop.resume(saved)`, in another process too. It holds the input and all
   * replies, tokens among them, but nothing of the account.
   */
  save() {
    const { operation, input } = this.#question;
    return text_of({ sanspay: FORMAT, operation, input, replies: this.#replies });
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
    const { request, outcome } = this.#ask({ exchange: { ...question, replies } });
    this.#request = request ? new Outgoing(request) : null;
    this.#outcome = outcome ?? null;
    this.#replies = replies;
    this.#resumed &&= this.#request !== null;
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

  /** The same as a `Request`, for what takes one. */
  toRequest() {
    return new Request(this.url, this);
  }

  toJSON() {
    return { summary: this.summary };
  }

  [INSPECT]() {
    return `Request(${this.summary})`;
  }
}

/** What `save` wrote. Whether its replies are some is for the core to say. */
function read(saved) {
  let call;
  try {
    call = JSON.parse(saved);
  } catch {
    // Told below: a text that is cut off is as little a saved call as any other.
  }
  if (call?.sanspay === FORMAT && typeof call.operation === "string" && Array.isArray(call.replies)) return call;
  throw misuse("resume takes the text that call.save() returned; this is none, or that of another version");
}

/** A copy of plain data, which the door has seen to be such. */
function copy(value) {
  if (Array.isArray(value)) return value.map(copy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, copy(field)]));
}
