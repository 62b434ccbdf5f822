const sanspay = require("sanspay");

// What is shared by the consumers is an ES module; the package itself is not reached by `import` here.
import("../shared/tell.mjs").then(async ({ tell }) => console.log(JSON.stringify(await tell(sanspay, process.argv[2]))));
