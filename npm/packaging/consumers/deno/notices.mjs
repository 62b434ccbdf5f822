import * as sanspay from "sanspay";
import { notices_of, statuses } from "../shared/notices.mjs";

const { notices, handled } = notices_of(sanspay);
const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, notices);
const told = { statuses: await statuses(`http://127.0.0.1:${server.addr.port}/notices`), handled };
await server.shutdown();
console.log(JSON.stringify(told));
