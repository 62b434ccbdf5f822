export * from "./index.cjs";

/**
 * Brings the module, `sanspay/sanspay.wasm`, before anything is asked: as a WebAssembly.Module, an ArrayBuffer or a Uint8Array.
 *
 * Bytes are compiled at once; where a runtime allows that only in the background, as a browser's window does, compile them
 * with `WebAssembly.compileStreaming(fetch(url))` and bring what that gives.
 */
export function init(module: object): void;
