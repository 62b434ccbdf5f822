import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../vectors/", import.meta.url);

/** A JavaScript number does not hold these exactly; a BigInt does. */
const exact = (_, value) => (Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value);

/** Every vector as `{ name, question, text, expected }`; `question` is undefined where only its text makes sense. */
export const vectors = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) =>
    JSON.parse(readFileSync(new URL(file, folder), "utf8")).vectors.map(({ name, call, answer }) => ({
      name: `${file}: ${name}`,
      question: typeof call === "string" ? undefined : JSON.parse(JSON.stringify(call), exact),
      text: typeof call === "string" ? call : JSON.stringify(call),
      expected: JSON.stringify(answer),
    })),
  );
