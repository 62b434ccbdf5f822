import { in_page } from "../shared/in-page.mjs";
import { load } from "./load.mjs";

console.log(JSON.stringify(in_page(await load("sanspay/browser"))));
