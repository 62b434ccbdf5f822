import { once } from "node:events";
import express from "express";
import * as sanspay from "sanspay";
import { listener } from "sanspay/node";
import { notices_of, statuses } from "../shared/notices.mjs";

const { notices, handled } = notices_of(sanspay);
const failures = [];
const app = express();
app.all("/notices", listener(notices));
// What a shop may well do: parse everything first, and keep the raw body in one of both cases.
app.all("/parsed", express.json(), listener(notices));
app.all("/raw", express.raw({ type: "*/*" }), listener(notices));
app.use((error, req, res, next) => {
  failures.push(error.message);
  res.status(500).end();
});

const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `http://127.0.0.1:${server.address().port}`;
const told = { plain: { statuses: await statuses(`${url}/notices`), handled: handled.splice(0) } };
told.raw = { statuses: await statuses(`${url}/raw`), handled: handled.splice(0) };
const advised = () => failures.filter((message) => message.includes("raw body")).length;
told.parsed = { statuses: await statuses(`${url}/parsed`), handled, advice: advised() };
server.closeAllConnections();
server.close();
console.log(JSON.stringify(told));
