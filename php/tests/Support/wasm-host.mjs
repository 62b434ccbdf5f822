// Runs the bare module for a test: a question as a length (4 bytes, little-endian) and its text, answered likewise.

import { readFileSync, readSync, writeSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]));
const { memory, alloc, free, call } = instance.exports;

function exactly(length) {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const read = readSync(0, bytes, at, length - at);
    if (read === 0) process.exit(0);
    at += read;
  }
  return bytes;
}

function write(bytes) {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

for (;;) {
  const question = exactly(exactly(4).readUInt32LE());
  const place = alloc(question.length) >>> 0;
  new Uint8Array(memory.buffer).set(question, place);
  const answer = call(place, question.length) >>> 0;
  free(place, question.length);
  const length = new DataView(memory.buffer).getUint32(answer, true);
  write(Buffer.from(memory.buffer.slice(answer, answer + 4 + length)));
  free(answer, 4 + length);
}
