// Holds what a consumer told against what is to be told.

import assert from "node:assert/strict";
import { SEEN } from "../consumers/shared/story.mjs";
import { askable } from "../consumers/shared/vectors.mjs";
import { vectors } from "./gateway.mjs";

const skipped = vectors.filter((vector) => !askable(vector)).length;
/** How the vectors must have gone. */
export const EVERY_VECTOR = { right: vectors.length - skipped, skipped, wrong: [] };

/** The story was seen whole. */
export function hold_story(told) {
  assert.deepEqual(told, SEEN);
}

/** The story and every vector. */
export function hold({ story, vectors }) {
  hold_story(story);
  assert.deepEqual(vectors, EVERY_VECTOR);
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
