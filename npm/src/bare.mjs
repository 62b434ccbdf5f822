// All that a host of the bare module must do, with nothing but WebAssembly: a model for other runtimes.

/** Loads the bare module: a function from JSON text (or its bytes) to JSON text. */
export function load(bytes) {
  const { exports: door } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  // The memory may have grown, and its old buffer is gone then: so it is looked up each time.
  const memory = (at, length) => new Uint8Array(door.memory.buffer, at, length);

  return (question) => {
    const given = typeof question === "string" ? new TextEncoder().encode(question) : question;
    const place = door.alloc(given.length);
    if (place === 0) throw new Error("the module has no room for the question");
    memory(place, given.length).set(given);
    const answer = door.call(place, given.length) >>> 0;
    door.free(place, given.length);
    if (answer === 0) throw new Error("the module has no room for the answer");

    const length = new DataView(door.memory.buffer).getUint32(answer, true);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(memory(answer + 4, length));
    door.free(answer, 4 + length);
    return text;
  };
}
