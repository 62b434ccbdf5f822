const sanspay = require("sanspay");
const { tell } = require("../shared/tell.mjs");

tell(sanspay, process.argv[2]).then((told) => console.log(JSON.stringify(told)));
