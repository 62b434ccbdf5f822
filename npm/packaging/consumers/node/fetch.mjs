import { PAID } from "../shared/story.mjs";
import { tell } from "../shared/tell.mjs";
import { load } from "./load.mjs";

const gateway = process.argv[3];
const { fetch, ...sanspay } = await load("sanspay/fetch");
const told = await tell(sanspay, gateway);

const paid = await fetch(`${gateway}/api/callback/order`, { method: "POST", body: "order=3021" });
const sent_by = [paid.status, (await paid.text()) === PAID ? "PAID" : "something else"];
sent_by.push((await fetch(`${gateway}/elsewhere`)).status);
console.log(JSON.stringify({ sent_by, ...told }));
