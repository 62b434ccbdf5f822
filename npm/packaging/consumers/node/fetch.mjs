import { once } from "node:events";
import { createServer } from "node:http";
import { PAID } from "../shared/story.mjs";
import { tell } from "../shared/tell.mjs";
import { load } from "./load.mjs";

const gateway = process.argv[3];
const { fetch, ...sanspay } = await load("sanspay/fetch");
const told = await tell(sanspay, gateway);

const paid = await fetch(`${gateway}/api/callback/order`, { method: "POST", body: "order=3021" });
const sent_by = [paid.status, (await paid.text()) === PAID ? "PAID" : "something else"];
sent_by.push((await fetch(`${gateway}/elsewhere`)).status);

// Nothing listens there any more. Node's fetch says that nothing was reached; the library's does not know, and says so.
const server = createServer().listen(0, "127.0.0.1");
await once(server, "listening");
const base_url = `http://127.0.0.1:${server.address().port}`;
await new Promise((closed) => server.close(closed));
const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2", base_url };
const unreachable = () => sanspay.atarapay(account).orders.status({ order: 1 });
const verdicts = [(await unreachable().send()).verdict, (await unreachable().send(globalThis.fetch)).verdict];
console.log(JSON.stringify({ sent_by, verdicts, ...told }));
