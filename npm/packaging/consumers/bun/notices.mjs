import * as sanspay from "sanspay";
import { notices_of, statuses } from "../shared/notices.mjs";

const { notices, handled } = notices_of(sanspay);
const server = Bun.serve({ hostname: "127.0.0.1", port: 0, routes: { "/notices": notices } });
const told = { statuses: await statuses(`${server.url}notices`), handled };
await server.stop(true);
console.log(JSON.stringify(told));
