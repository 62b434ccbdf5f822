// Every vector, by every way into the core that JavaScript has: the answers must be the same bytes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { call, call_text } from "./own-door.mjs";
import { load } from "../src/bare.mjs";
import { vectors } from "./vectors.mjs";

const plain = load(readFileSync(new URL("../../target/plain/sanspay.wasm", import.meta.url)));

test("there are vectors", () => assert.ok(vectors.length > 0));

for (const { name, question, text, expected } of vectors) {
  test(`${name}, as text`, () => assert.equal(call_text(text), expected));
  if (question) test(`${name}, as values`, () => assert.equal(JSON.stringify(call(question)), expected));
  test(`${name}, in the bare module`, () => assert.equal(plain(text), expected));
}
