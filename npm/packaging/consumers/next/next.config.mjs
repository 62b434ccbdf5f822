import path from "node:path";

// Where node_modules are: without it, Next looks for a lockfile in the folders above and warns.
const root = path.join(import.meta.dirname, "../..");

export default { turbopack: { root }, outputFileTracingRoot: root };
