// Nothing that JavaScript can hold may crash the door, and nothing may be taken for something else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";
import { call, call_text } from "./own-door.mjs";
import { load } from "../src/bare.mjs";

const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" };
const status = (input, more) => ({ exchange: { operation: "atarapay.orders.status", account, input, replies: [], ...more } });

const nested = (depth) => {
  let value = [];
  for (let at = 1; at < depth; at++) value = [value];
  return value;
};
const cyclic = { order: 1 };
cyclic.itself = cyclic;
const { proxy: revoked, revoke } = Proxy.revocable({}, {});
revoke();
const throwing = { get order() { throw new Error("not today"); } };
class Order { order = 1; }

const REFUSED = {
  "a function": [() => 1, "input.order is a function, not plain data"],
  "a symbol": [Symbol("1"), "input.order is a symbol, not plain data"],
  NaN: [NaN, "input.order is not a finite number"],
  Infinity: [Infinity, "input.order is not a finite number"],
  "a number beyond 2^53": [2 ** 53, "input.order is a number larger than JavaScript holds exactly"],
  "a Map": [new Map(), "input.order is an instance of Map, not plain data"],
  "a Date": [new Date(), "input.order is an instance of Date, not plain data"],
  "an instance": [new Order(), "input.order is an instance of Order, not plain data"],
  "a promise": [Promise.resolve(1), "input.order is an instance of Promise, not plain data"],
  "a boxed text": [new String("1"), "input.order is an instance of String, not plain data"],
  "bytes": [new Uint8Array(1), "input.order is an instance of Uint8Array, not plain data"],
  "half a surrogate pair": ["\ud800", "input.order is not valid text: it holds half a surrogate pair"],
  "half a surrogate pair in a name": [{ "\udfff": 1 }, "input.order is not valid text: it holds half a surrogate pair"],
  "a revoked proxy": [revoked, "input.order cannot be read"],
  "a getter that throws": [throwing, "input.order.order cannot be read"],
  "a wrong value in a list": [[1, [new Date(0)]], "input.order[1][0] is an instance of Date, not plain data"],
  "a value that contains itself": [cyclic, "the question is nested deeper than 64 levels, or contains itself"],
  "10,000 levels": [nested(10_000), "the question is nested deeper than 64 levels, or contains itself"],
  "a list of 2^32 - 1 holes": [new Array(2 ** 32 - 1), "the question is longer than 33554432 bytes"],
};

for (const [what, [value, message]] of Object.entries(REFUSED)) {
  test(`${what} is refused by its place`, () => {
    assert.deepEqual(call(status({ order: value })), { error: { kind: "invalid_question", message, problems: [] } });
  });
}

const problems = (question) => call(question).error?.problems.map(({ field }) => field);

test("what is plain but wrong is reported by its field", () => {
  for (const order of [true, null, {}, [], 1.5, -1, nested(60), undefined]) {
    assert.deepEqual(problems(status({ order })), ["order"], typeof order);
  }
  assert.deepEqual(problems(status({ order: 1, more: 2 })), ["more"]);
  assert.deepEqual(problems(status({})), ["order"]);
  assert.deepEqual(problems(status({ order: 1 }, { replies: [{ status: "200", body: 1 }] })), ["replies[0].status", "replies[0].body"]);
});

test("whole numbers are read alike, whatever JavaScript calls them", () => {
  const asked = JSON.stringify(call(status({ order: "3021" })));
  assert.match(asked, /order=3021/);
  for (const order of [3021, 3021n]) assert.equal(JSON.stringify(call(status({ order }))), asked);
});

test("an undefined field is an absent one", () => {
  const answer = JSON.stringify(call(status({ order: 1 })));
  assert.equal(JSON.stringify(call(status({ order: 1, more: undefined }, { more: undefined }))), answer);
});

test("objects without a prototype or of another realm are plain", () => {
  const answer = JSON.stringify(call(status({ order: 1 })));
  assert.equal(JSON.stringify(call(status(Object.assign(Object.create(null), { order: 1 })))), answer);
  assert.equal(JSON.stringify(call(status(vm.runInNewContext("({ order: 1 })")))), answer);
  assert.equal(JSON.stringify(call(status(new Proxy({ order: 1 }, {})))), answer);
});

test("what is no question at all is answered too", () => {
  for (const question of [undefined, null, 1, "{}", [], {}, () => 1, Symbol("1"), 1n, NaN, { exchange: {}, receive: {} }, { other: {} }]) {
    assert.equal(call(question).error.kind, "invalid_question", String(question));
  }
  for (const text of [undefined, null, 1, {}, "", "{", "\ud800", "nul", '{"exchange":{}}', "[".repeat(10_000), "[".repeat(1_000_000)]) {
    assert.equal(JSON.parse(call_text(text)).error.kind, "invalid_question", String(text).slice(0, 20));
  }
});

test("a field named __proto__ is a field", () => {
  const fields = JSON.parse('{ "order": 1, "__proto__": 2 }');
  assert.deepEqual(problems(status(fields)), ["__proto__"]);
});

test("a body of 10 MB is too large to be proof, and does no harm", () => {
  const body = "ä".repeat(5 << 20);
  const { outcome } = call(status({ order: 1 }, { replies: [{ status: 200, body }] }));
  assert.deepEqual([outcome.verdict, outcome.reason.code], ["unknown", "too_large"]);
  assert.match(call(status({ order: "1".repeat(40 << 20) })).error.message, /longer than 33554432 bytes/);
  assert.match(JSON.parse(call_text(" ".repeat(40 << 20))).error.message, /longer than 33554432 bytes/);
});

test("a call that is stopped midway says so, and the next one starts anew", (context) => {
  const expected = JSON.stringify(call(status({ order: 1 })));
  const cause = new RangeError("stopped");
  // The glue hands over texts with it, when the module has already made room for them.
  const stop = context.mock.method(TextEncoder.prototype, "encodeInto", () => { throw cause; });
  try {
    assert.throws(() => call(status({ order: 1 })), { name: "SanspayError", kind: "internal", cause });
  } finally {
    stop.mock.restore();
  }
  assert.equal(JSON.stringify(call(status({ order: 1 }))), expected);
});

test("the bare module imports nothing and exports what it says", () => {
  const module = new WebAssembly.Module(readFileSync(new URL("../../target/plain/sanspay.wasm", import.meta.url)));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  const names = WebAssembly.Module.exports(module).map(({ name }) => name).filter((name) => !name.startsWith("__"));
  assert.deepEqual(names.sort(), ["alloc", "call", "free", "memory"]);
});

test("the bare module answers whatever bytes it is given", () => {
  const plain = load(readFileSync(new URL("../../target/plain/sanspay.wasm", import.meta.url)));
  const kind = (question) => JSON.parse(plain(question)).error.kind;
  for (const question of [[], [0xff], [0xed, 0xa0, 0x80], [0], [0x22, 0xc3]]) {
    assert.equal(kind(new Uint8Array(question)), "invalid_question", String(question));
  }
  for (const depth of [64, 65, 10_000, 1_000_000]) {
    assert.equal(kind("[".repeat(depth) + "]".repeat(depth)), "invalid_question");
    assert.equal(kind('{"a":'.repeat(depth) + "1" + "}".repeat(depth)), "invalid_question");
  }
  // The deepest value that is read goes all the way through: into the answer, too, where an outcome is handed back.
  const deep = { verdict: "done", funds: "settled", value: nested(61), reason: null, next: { do: "nothing" } };
  const settle = { settle: { known: deep, seen: deep } };
  assert.equal(plain(JSON.stringify(settle)), JSON.stringify(call(settle)));
  assert.deepEqual(JSON.parse(plain(JSON.stringify(settle))), { outcome: deep });
});

test("the bare module's memory does not grow from call to call", () => {
  const { Instance } = WebAssembly;
  let memory;
  WebAssembly.Instance = class extends Instance {
    constructor(module) {
      super(module);
      ({ memory } = this.exports);
    }
  };
  try {
    const plain = load(readFileSync(new URL("../../target/plain/sanspay.wasm", import.meta.url)));
    for (let round = 0; round < 100; round++) plain('{"operations":{}}');
    const size = memory.buffer.byteLength;
    for (let round = 0; round < 5_000; round++) plain('{"operations":{}}');
    assert.equal(memory.buffer.byteLength, size);
  } finally {
    WebAssembly.Instance = Instance;
  }
});

test("a text of any script goes in and comes out as it is", () => {
  const currency = "\u20a6\ud83d\udcb0\u00e9";
  for (const name of ["plain", "\u20a6", "caf\u00e9 ".repeat(3000), "\ud83d\udcb0".repeat(2000), `${"a".repeat(4096)}\u20a6`, `${currency}${"b".repeat(9)}`]) {
    const { error } = JSON.parse(call_text(JSON.stringify({ exchange: { operation: name, account, input: {} } })));
    assert.ok(error.message.includes(name.slice(0, 20)), name.slice(0, 20));
  }
});
