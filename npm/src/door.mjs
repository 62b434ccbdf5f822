// The one entrance to a WebAssembly module: a plain question in, a plain answer out. Both cross the border as text: that
// is faster than value by value, and no export returns a JavaScript value, which Node 20 may crash over when it
// optimises the call.

import glue from "../dist/sanspay-glue.mjs";
import { SanspayError } from "./error.mjs";
import { text_of } from "./plain.mjs";

/** The door into a module, which `load` returns when something is first asked. */
export function door(load) {
  let module;
  let instance;

  /** Asks a question given as plain data; what is wrong with it is thrown. */
  function ask(question) {
    const answer = call(question);
    if (answer.error) throw new SanspayError(answer.error);
    return answer;
  }

  /** Asks a question given as plain data, and answers with plain data. */
  function call(question) {
    const beside = {};
    let text;
    try {
      text = text_of(question, beside);
    } catch ({ kind, message, problems }) {
      return { error: { kind, message, problems } };
    }
    return JSON.parse(enter(text, beside.text));
  }

  /** Asks a question given as JSON text, and answers with JSON text. */
  function call_text(question) {
    if (typeof question === "string") return enter(question);
    return JSON.stringify({ error: { kind: "invalid_question", message: "the question is not a text", problems: [] } });
  }

  function enter(question, beside) {
    instance ??= instantiated((module ??= load()), glue, "sanspay");
    try {
      return instance.call_text(question, beside);
    } catch (cause) {
      // Whatever stopped it midway, such as a lack of memory, may have left anything behind: the next call starts anew.
      instance = undefined;
      const message = "sanspay failed inside; this call has no answer, the next one starts from a clean state";
      throw new SanspayError({ kind: "internal", message }, { cause });
    }
  }

  return { ask, call, call_text };
}

/** A fresh instance: the functions that its glue makes of what it exports. */
export function instantiated(module, glue, name) {
  const bindings = glue();
  const { exports } = new WebAssembly.Instance(module, { [`./${name}_bg.js`]: bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return bindings;
}
