using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "shop", worker = .shop),
    # The sandbox is on this machine, which a worker may not reach unless it is told so.
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:3000", http = (), service = "shop")],
);

const shop :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    # A worker compiles no WebAssembly at run time: the module comes with it.
    (name = "sanspay.wasm", wasm = embed "dist/sanspay.wasm"),
  ],
  bindings = [
    (name = "PUBLIC_KEY", fromEnvironment = "PUBLIC_KEY"),
    (name = "PRIVATE_KEY", fromEnvironment = "PRIVATE_KEY"),
    (name = "BASE_URL", fromEnvironment = "BASE_URL"),
  ],
  compatibilityDate = "2026-10-20",
);
