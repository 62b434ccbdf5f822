// Both gateways in this process: a stateful stand-in, for tests that reach no network. The state machine is the one that
// `sanspay sandbox` serves.

import { load } from "../bare.mjs";
import { misuse, SanspayError } from "../error.mjs";
import { text_of } from "../plain.mjs";
import { bounded, encoded, pairs } from "../reply.mjs";

/** One sandbox; `bytes` are its module. */
export class Sandbox {
  #call;
  #untaken = [];

  constructor(bytes, { base_url = "http://127.0.0.1:4010", ...start } = {}) {
    this.#call = load(bytes);
    this.#ask({ start });
    /** Where it pretends to be: the `base_url` of the accounts. */
    this.base_url = base_url;
    /** The accounts that it knows: `atarapay(sandbox.accounts.atarapay)`. */
    this.accounts = this.accounts_at(base_url);
    /** A `fetch` that reaches this sandbox and nothing else: `call.send(sandbox.fetch)`. It follows no redirect. */
    this.fetch = (input, init) => this.#fetch(new Request(input, init));
  }

  /** The same accounts for another address, where it is served. */
  accounts_at(base_url) {
    return this.#ask({ accounts: { base_url } }).accounts;
  }

  /** What answers a request, as plain data: `reply` is null where the connection ends without one. */
  answer({ method, url, headers, body = "" }) {
    const bytes = typeof body === "string" ? { body } : encoded(body);
    const { reply, late_seconds } = this.#ask({ exchange: { method, url, headers: pairs(headers), ...bytes } });
    return { reply: reply ?? null, late_seconds: late_seconds ?? 0 };
  }

  /** Lets time pass: nothing else does. */
  advance(seconds) {
    return this.control(`advance?seconds=${seconds}`);
  }

  /** What the gateways hold, and where the money truly is. */
  truth() {
    return this.#own("GET", "truth");
  }

  /** Every notice so far, and what became of it. */
  notices() {
    return this.#own("GET", "notices");
  }

  /** Does what a person, a bank or a switch does: `POST /sandbox/…` as the sandbox's README lists them. */
  control(path, body) {
    return this.#own("POST", path.replace(/^\/sandbox\//, ""), body);
  }

  /** Sets AtaraPay's callback address, which must be on this machine. Notices wait for `deliver`. */
  send_notices_to(url, encoding = "json") {
    this.control(`atarapay/callback?${new URLSearchParams({ url, encoding })}`);
  }

  /**
   * Hands each waiting notice to a handler, as a `Request`, and tells the sandbox what came of it. What is answered with no
   * 2xx is handed over again by the next `deliver`, as often as a gateway would.
   */
  async deliver(handler) {
    const waiting = [...this.#untaken, ...this.take_notices().map((notice) => ({ notice, tries: 0 }))];
    this.#untaken = [];
    const delivered = [];
    while (waiting.length > 0) {
      const { notice, tries } = waiting.shift();
      const { number, url, headers, body, pauses_ms } = notice;
      try {
        const response = await handler(new Request(url, { method: "POST", headers, body }));
        const status = typeof response === "number" ? response : response?.status;
        if (!(status >= 100 && status <= 599)) throw misuse("the handler of a notice must answer with a Response or a status");
        this.notice_tried({ number, status });
        delivered.push({ number, status });
        if ((status < 200 || status > 299) && tries < pauses_ms.length) this.#untaken.push({ notice, tries: tries + 1 });
      } catch (error) {
        // Its message may quote what the shop keeps to itself.
        this.notice_tried({ number, problem: String(error?.name ?? "thrown") });
        if (tries < pauses_ms.length) this.#untaken.push({ notice, tries: tries + 1 });
        this.#untaken.push(...waiting);
        throw error;
      }
    }
    return delivered;
  }

  /** The notices to be posted now, each once, for who posts them by other means than `deliver`. */
  take_notices() {
    return this.#ask({ take_notices: {} }).notices;
  }

  /** Tells what came of posting a notice: `{ number, status }`, or `{ number, problem }` where there was no answer. */
  notice_tried(tried) {
    this.#ask({ notice_tried: tried });
  }

  /** Everything there is, as text: `sandbox({ saved })` goes on from it. */
  save() {
    return this.#ask({ save: {} }).saved;
  }

  /** The port and the options of `sandbox` that these arguments of a command line ask for, or the text of `--help`. */
  command_line(words) {
    return this.#ask({ command_line: { arguments: words } });
  }

  /** What to tell a developer who has just started it. */
  greeting(address, seed) {
    return this.#ask({ greeting: { address, seed } }).greeting;
  }

  async #fetch(request) {
    const { method, url, headers, signal } = request;
    if (new URL(url).origin !== new URL(this.base_url).origin) {
      const message = `this fetch reaches the sandbox alone, at ${this.base_url}; ${new URL(url).origin} is elsewhere`;
      throw Object.assign(misuse(message), { nothing_left: true });
    }
    const body = await bounded(request);
    signal?.throwIfAborted();
    const { reply, late_seconds } = this.answer({ method, url, headers, body });
    if (late_seconds) await later(late_seconds * 1000, signal);
    // What fetch throws where the other side hangs up.
    if (!reply) throw new TypeError("fetch failed", { cause: Object.assign(new Error("the sandbox hung up"), { code: "ECONNRESET" }) });
    return new Response(reply.body, reply);
  }

  #own(method, path, body) {
    const { status, headers, body: told } = this.answer({ method, url: `${this.base_url}/sandbox/${path}`, headers: [], body }).reply;
    if (status !== 200) throw misuse(`the sandbox: ${told.trim()}`);
    return new Headers(headers).get("content-type") === "application/json" ? JSON.parse(told) : told;
  }

  #ask(question) {
    let told;
    try {
      told = JSON.parse(this.#call(text_of(question)));
    } catch (cause) {
      if (cause instanceof SanspayError) throw cause;
      throw new SanspayError({ kind: "internal", message: "the sandbox failed inside: make a new one" }, { cause });
    }
    if (told.error) throw misuse(`the sandbox: ${told.error.message}`);
    return told;
  }
}

function later(ms, signal) {
  return new Promise((done, stopped) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), stopped(signal.reason)), { once: true });
  });
}
