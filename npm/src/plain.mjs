// JavaScript values as the JSON text of the door, exactly or not at all.
//
// JSON.stringify loses what matters here: it turns NaN into null and a Map into {}, and throws at a BigInt. So every
// value is looked at, and what is no plain data is refused by its place. A field that is undefined counts as absent.

import { SanspayError } from "./error.mjs";

/** How deeply lists and objects may be nested, as in the core. A value that contains itself must end too. */
const DEEPEST = 64;
/** The longest question, in bytes, as in the core. */
const LONGEST = 32 * 2 ** 20;
/** What is worth a way of its own. */
const LONG = 200;
/** What stands in JSON as it is: most names, and much else that is short. */
const NAME = /^[\w.:/ -]*$/;
const HALF_A_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * The text of a question given as plain data; what is none throws. Into `beside`, where it is given, goes the first long text as it
 * is, and the door's sign for it in its place: to escape a body of JSON takes longer than all the rest.
 */
export function text_of(question, beside) {
  const way = [];
  let left = LONGEST;

  function refuse(what) {
    // The outermost name is the door's own.
    const place = way.slice(1).reduce((place, step) => place + (typeof step === "number" ? `[${step}]` : place ? `.${step}` : step), "");
    throw new SanspayError({ kind: "invalid_question", message: `${place || "the question"} ${what}` });
  }

  function take(length) {
    left -= length;
    if (left < 0) throw new SanspayError({ kind: "invalid_question", message: `the question is longer than ${LONGEST} bytes` });
  }

  function quoted(text) {
    take(text.length);
    if (text.length < 40 && NAME.test(text)) return `"${text}"`;
    well_formed(text);
    return JSON.stringify(text);
  }

  function well_formed(text) {
    if (!(text.isWellFormed?.() ?? !HALF_A_PAIR.test(text))) refuse("is not valid text: it holds half a surrogate pair");
  }

  function set_aside(text) {
    if (beside.text !== undefined) return quoted(text);
    take(text.length);
    well_formed(text);
    beside.text = text;
    return "\x1a";
  }

  function number(value) {
    if (!Number.isFinite(value)) refuse("is not a finite number");
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) refuse("is a number larger than JavaScript holds exactly");
    return String(value);
  }

  function nested(value) {
    if (way.length === DEEPEST) {
      const message = `the question is nested deeper than ${DEEPEST} levels, or contains itself`;
      throw new SanspayError({ kind: "invalid_question", message });
    }
    const list = reading(() => Array.isArray(value));
    if (!list && !reading(() => is_plain(value))) refuse(`is ${described(value)}, not plain data`);
    return list ? items(value) : fields(value);
  }

  function items(list) {
    take(list.length);
    let text = "";
    for (let index = 0; index < list.length; index++) {
      way.push(index);
      text += (index ? "," : "") + written(reading(() => list[index]));
      way.pop();
    }
    return `[${text}]`;
  }

  function fields(object) {
    let text = "";
    for (const name of reading(() => Object.keys(object))) {
      const key = quoted(name);
      way.push(name);
      const value = reading(() => object[name]);
      if (value !== undefined) text += (text && ",") + key + ":" + written(value);
      way.pop();
    }
    return `{${text}}`;
  }

  /** A Proxy or a getter may throw whatever it likes. */
  function reading(read) {
    try {
      return read();
    } catch {
      return refuse("cannot be read");
    }
  }

  function written(value) {
    take(1);
    switch (typeof value) {
      case "string":
        return beside && value.length >= LONG ? set_aside(value) : quoted(value);
      case "number":
        return number(value);
      case "boolean":
      case "bigint":
        return String(value);
      case "undefined":
        return "null";
      case "object":
        return value === null ? "null" : nested(value);
      default:
        return refuse(`is a ${typeof value}, not plain data`);
    }
  }

  return written(question);
}

/** Whether an object was written as {…}: one without a prototype, or with the outermost one of any realm. */
function is_plain(value) {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What an object is, in the words of an error message: a Date, a Map, an instance of the caller's own class. */
function described(value) {
  try {
    return `an instance of ${value.constructor.name}`;
  } catch {
    return "an instance of a class";
  }
}
