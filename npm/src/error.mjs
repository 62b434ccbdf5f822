/** A mistake in a question, or in how a call is used. Nothing was sent because of it. */
export class SanspayError extends Error {
  /** Which sort of mistake it is: `invalid_question`, `unknown_operation`, `invalid_input`, `misuse` or `internal`. */
  kind;
  /** Every problem found: `{ field, message }`. */
  problems;

  constructor({ kind, message, problems = [] }, options) {
    super(message, options);
    this.kind = kind;
    this.problems = problems;
  }
}

SanspayError.prototype.name = "SanspayError";

export const misuse = (message) => new SanspayError({ kind: "misuse", message });

/** What is wrong with one field that the door does not get to see. */
export const wrong = (field, message) =>
  new SanspayError({ kind: "invalid_input", message: `${field} ${message}`, problems: [{ field, message }] });
