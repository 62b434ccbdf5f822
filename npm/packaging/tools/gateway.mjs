// A stand-in for the gateway, which also hands out the vectors: all that a consumer asks over the network.

import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { PAID } from "../consumers/shared/story.mjs";

const folder = path.join(import.meta.dirname, "../../../vectors");

/** Every vector: `{ name, call, answer }`. */
export const vectors = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => {
    const { vectors } = JSON.parse(readFileSync(path.join(folder, file), "utf8"));
    return vectors.map(({ name, call, answer }) => ({ name: `${file}: ${name}`, call, answer }));
  });

/** Starts it: `{ url, close }`. */
export async function gateway() {
  const text = JSON.stringify(vectors);
  const server = createServer((request, response) => {
    // Pages of other origins ask, too.
    const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };
    const asked = `${request.method} ${request.url}`;
    if (asked === "GET /vectors.json") response.writeHead(200, headers).end(text);
    else if (asked === "POST /api/callback/order") request.resume().on("end", () => response.writeHead(200, headers).end(PAID));
    else response.writeHead(404).end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
