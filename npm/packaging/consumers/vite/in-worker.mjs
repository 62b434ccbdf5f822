const worker = new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" });

window.told = new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => (data.failed ? reject(new Error(data.failed)) : resolve(data));
  worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
});
worker.postMessage(new URLSearchParams(location.search).get("gateway"));
