// The built front end, read once, with the headers that keep it to itself.

import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };

/** Answers with a file of the folder, and with index.html for every other address of the shop's. */
export function pages(folder, { pay_origin }) {
  const files = new Map();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    files.set(path.slice(folder.length).replaceAll("\\", "/"), readFileSync(path));
  }
  const headers = {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'", // sanspay/browser is WebAssembly
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      `form-action 'self' ${pay_origin}`, // the payment form goes to AtaraPay
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer", // the address holds the order's number
    "cross-origin-opener-policy": "same-origin",
  };
  return (pathname) => {
    const is_file = pathname !== "/index.html" && files.has(pathname);
    if (!is_file && extname(pathname)) return new Response("not found", { status: 404, headers });
    const path = is_file ? pathname : "/index.html";
    const cached = pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-store";
    return new Response(files.get(path), { headers: { ...headers, "content-type": TYPES[extname(path)], "cache-control": cached } });
  };
}
