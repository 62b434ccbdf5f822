import { Hono } from "hono";
import * as sanspay from "sanspay";
import { notices_of, statuses } from "../shared/notices.mjs";

const { notices, handled } = notices_of(sanspay);
const app = new Hono();
app.all("/notices", (c) => notices(c.req.raw));

console.log(JSON.stringify({ statuses: await statuses("http://shop.example/notices", (url, init) => app.request(url, init)), handled }));
