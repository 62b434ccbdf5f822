import { defineConfig } from "vite";

export default defineConfig({
  build: {
    rollupOptions: { input: ["index.html", "worker.html", "entries.html"] },
    // The inlined module is larger than what Vite thinks a page should load.
    chunkSizeWarningLimit: 2_000,
  },
  worker: { format: "es" },
  server: { fs: { allow: [".."] } },
});
