// The door that takes JavaScript values as they are (the crate's `values` feature): every vector, and bad input.

import assert from "node:assert/strict";
import { test } from "node:test";
import door from "../../target/values/sanspay.js";
import { vectors } from "./vectors.mjs";

for (const { name, question, expected } of vectors) {
  if (question) test(`${name}, as JavaScript values`, () => assert.equal(JSON.stringify(door.call(question)), expected));
}

const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" };
const asked = (input) => door.call({ exchange: { operation: "atarapay.orders.status", account, input } });
const problems = (input) => asked(input).error.problems.map(({ field, message }) => `${field} ${message}`);

test("fields there are not are refused and named", () => {
  assert.deepEqual(problems({ order: 1, odrer: 2 }), ["odrer is not a field; known: order"]);
  assert.deepEqual(problems({}), ["order is required"]);
});

test("numbers are exact or refused", () => {
  assert.match(asked({ order: 3021n }).request.body, /order=3021/);
  for (const order of [1.5, NaN, Infinity, -1]) assert.match(problems({ order })[0], /^order must be /);
});

test("what is no plain data is an error, and what contains itself ends", () => {
  const cyclic = {};
  cyclic.order = cyclic;
  for (const order of [() => 1, Symbol("1"), cyclic]) assert.equal(asked({ order }).error.kind, "invalid_question");
  for (const question of [undefined, null, 1, "{}", []]) assert.equal(door.call(question).error.kind, "invalid_question");
});
