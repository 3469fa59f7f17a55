import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { earlyStart, precache } from "./sw/plugin.ts";

export default defineConfig({
  base: "./",
  plugins: [react(), earlyStart(), precache()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    rollupOptions: { input: { index: "index.html", start: "src/core/start.ts" } },
    sourcemap: false,
    // Data URLs would need `data:` in the server's content policy for fonts and images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
