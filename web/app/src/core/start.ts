/**
 * Starts the worker. A script of its own, first in the page: the core is loaded and opened while the screens' code is still
 * being read.
 */

export const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "undercroft-core" });

/** Why the worker can't run: a module that can't be loaded answers nothing. */
export const failed = new Promise<string>((resolve) => {
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    resolve(event.message || "the core could not be started");
  });
});
