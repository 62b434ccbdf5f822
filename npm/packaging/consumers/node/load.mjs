import { createRequire } from "node:module";

/** Loads an entry as this program was told to. */
export const load = process.argv[2] === "require" ? createRequire(import.meta.url) : (entry) => import(entry);
