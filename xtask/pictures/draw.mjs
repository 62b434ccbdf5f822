// Draws: a list of texts in Graphviz's language on the standard input, a list of SVGs on the standard output.

import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";

const viz = await instance();
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map((dot) => viz.renderString(dot, { format: "svg" }))));
