import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { refused } from "../shared/story.mjs";
import { tell } from "../shared/tell.mjs";
import { load } from "./load.mjs";

const { init, ...sanspay } = await load("sanspay/slim");
const before = refused(() => sanspay.operations(), sanspay.SanspayError)?.kind;
const wasm = readFileSync(createRequire(import.meta.url).resolve("sanspay/sanspay.wasm"));

init(wasm);
const bytes = await tell(sanspay, process.argv[3]);
init(await WebAssembly.compile(wasm));
const module = await tell(sanspay, process.argv[3]);
console.log(JSON.stringify({ before, bytes, module }));
