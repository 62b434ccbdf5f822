// Every vector through what the package exports: the answers must be the same bytes.

/** A JavaScript number does not hold these exactly; a BigInt does. */
const exact = (_, value) => (Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value);

/** How each kind of question is asked. */
const ASKED = {
  exchange: ({ exchange }, question) => exchange(question),
  receive: ({ receive }, question) => receive(question),
  operations: ({ operations }) => ({ operations: operations() }),
  settle: ({ settle }, { known, seen }) => ({ outcome: settle(known, seen) }),
};

/**
 * Whether the package's functions can be asked this. They make the question's frame themselves, so a vector whose
 * frame is what is wrong cannot be put to them.
 */
export function askable({ call }) {
  if (call === null || typeof call !== "object" || Array.isArray(call)) return false;
  const [kind, ...more] = Object.keys(call);
  if (more.length > 0 || !Object.hasOwn(ASKED, kind)) return false;
  const fields = call[kind] !== null && typeof call[kind] === "object" ? Object.keys(call[kind]) : null;
  if (kind === "operations") return fields?.length === 0;
  if (kind === "settle") return fields?.sort().join() === "known,seen";
  return true;
}

/** Asks all of them: how many were right and how many cannot be asked, and the names of the wrong ones. */
export function run_vectors(sanspay, vectors) {
  const result = { right: 0, skipped: 0, wrong: [] };
  for (const vector of vectors) {
    if (!askable(vector)) result.skipped++;
    else if (answer(sanspay, vector) === JSON.stringify(vector.answer)) result.right++;
    else result.wrong.push(vector.name);
  }
  return result;
}

/** The answer to a vector, as text. */
export function answer(sanspay, { call }) {
  const [[kind, question]] = Object.entries(JSON.parse(JSON.stringify(call), exact));
  try {
    return JSON.stringify(ASKED[kind](sanspay, question));
  } catch ({ kind, message, problems }) {
    return JSON.stringify({ error: { kind, message, problems } });
  }
}
