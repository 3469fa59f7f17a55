/** The service worker: keeps the app on the device, and offers a new version. It is never taken by itself. */

import { useSyncExternalStore } from "react";
import { anyDraft } from "./drafts";

export type Installed = "none" | "kept" | "update" | "failed";

let state: Installed = "none";
let waiting: ServiceWorker | null = null;
let taking = false;
const listeners = new Set<() => void>();

function become(next: Installed) {
  state = next;
  listeners.forEach((listener) => listener());
}

function watch(registration: ServiceWorkerRegistration) {
  const offer = () => {
    waiting = registration.waiting;
    if (waiting && navigator.serviceWorker.controller) become("update");
    else if (registration.active) become("kept");
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
}

/** Registers the service worker of a built app. */
export async function keepApp() {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (taking) location.reload();
  });
  try {
    watch(await navigator.serviceWorker.register(new URL("./sw.js", document.baseURI)));
    await navigator.serviceWorker.ready;
    if (state === "none") become("kept");
  } catch {
    become("failed");
  }
}

/** Asks the server for a newer version now. */
export async function lookForUpdate() {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration?.update().catch(() => undefined);
}

/** Takes the new version; refused while a form is half-filled. */
export function takeUpdate(): boolean {
  if (anyDraft() || !waiting) return false;
  taking = true;
  waiting.postMessage("take-over");
  return true;
}

export function useInstalled(): Installed {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
