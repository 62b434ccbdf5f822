// Holds what a consumer told against what is to be told.

import assert from "node:assert/strict";
import { SEEN_IN_PAGE } from "../consumers/shared/in-page.mjs";
import { ANSWERED } from "../consumers/shared/notices.mjs";
import { SEEN } from "../consumers/shared/story.mjs";
import { askable } from "../consumers/shared/vectors.mjs";
import { vectors } from "./gateway.mjs";

const skipped = vectors.filter((vector) => !askable(vector)).length;
const EVERY_VECTOR = { right: vectors.length - skipped, skipped, wrong: [] };

/** Which vectors there are to be told of: all but a few. */
export function vectors_to_tell() {
  assert.ok(skipped * 50 < vectors.length, `${skipped} of ${vectors.length} vectors cannot be asked: are they read as they should be?`);
  return `${vectors.length} vectors, ${skipped} of them malformed as a whole and skipped`;
}

/** The story was seen whole, and every vector was right. */
export function hold({ story, vectors, ...more }) {
  assert.deepEqual(story, SEEN);
  assert.deepEqual(vectors, EVERY_VECTOR);
  assert.deepEqual(more, {});
}

/** The same where everybody reads along, and the package refused a secret at first. */
export function hold_in_browser({ guarded, ...told }) {
  assert.deepEqual(guarded, { name: "SanspayError", is_error: true, kind: "misuse", fields: [] });
  hold(told);
}

/** What a page saw of the entry for pages. */
export function hold_in_page(told) {
  assert.deepEqual(told, SEEN_IN_PAGE);
}

/** What those got who sent notices. */
export function hold_notices(told) {
  assert.deepEqual(told, ANSWERED);
}

/** What a program printed last, as data. */
export function last_line(printed) {
  const line = printed.trimEnd().split("\n").at(-1);
  try {
    return JSON.parse(line);
  } catch {
    throw new Error(`the last line is not JSON:\n${printed}`);
  }
}
