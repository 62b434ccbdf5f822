import { listener } from "sanspay/node";

console.log(JSON.stringify(typeof listener(() => new Response())));
