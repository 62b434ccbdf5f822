// The one entrance to the WebAssembly module: a plain question in, a plain answer out. Both cross the border as text:
// that is faster than value by value, and no export returns a JavaScript value, which Node 20 may crash over when it
// optimises the call.

import glue from "../dist/glue.mjs";
import encoded from "../dist/wasm.mjs";
import { SanspayError } from "./error.mjs";
import { text_of } from "./plain.mjs";

let module;
let instance;

/** Asks a question given as plain data; what is wrong with it is thrown. */
export function ask(question) {
  const answer = call(question);
  if (answer.error) throw new SanspayError(answer.error);
  return answer;
}

/** Asks a question given as plain data, and answers with plain data. */
export function call(question) {
  let text;
  try {
    text = text_of(question);
  } catch ({ kind, message, problems }) {
    return { error: { kind, message, problems } };
  }
  return JSON.parse(call_text(text));
}

/** Asks a question given as JSON text, and answers with JSON text. */
export function call_text(question) {
  if (typeof question === "string") return enter((door) => door.call_text(question));
  return JSON.stringify({ error: { kind: "invalid_question", message: "the question is not a text", problems: [] } });
}

function enter(use) {
  instance ??= instantiate();
  try {
    return use(instance);
  } catch (cause) {
    // Whatever stopped it midway, such as a lack of memory, may have left anything behind: the next call starts anew.
    instance = undefined;
    const message = "sanspay failed inside; this call has no answer, the next one starts from a clean state";
    throw new SanspayError({ kind: "internal", message }, { cause });
  }
}

function instantiate() {
  module ??= new WebAssembly.Module(bytes(encoded));
  const bindings = glue();
  const { exports } = new WebAssembly.Instance(module, { "./sanspay_bg.js": bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return bindings;
}

function bytes(base64) {
  const text = atob(base64);
  const decoded = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) decoded[at] = text.charCodeAt(at);
  return decoded;
}
