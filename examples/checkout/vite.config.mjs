// What runs in the browser. Nothing here knows a secret: the server in server/ holds them all.

export default {
  build: {
    target: "es2022",
    // The polyfill would be an inline script, which the Content Security Policy forbids.
    modulePreload: { polyfill: false },
    // Small files would become data: addresses otherwise.
    assetsInlineLimit: 0,
    // The WebAssembly module stands in one of the chunks as text; it is loaded only when it is needed.
    chunkSizeWarningLimit: 1_000,
  },
};
