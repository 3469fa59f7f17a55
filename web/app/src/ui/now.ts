/** The wall clock for ages on the screen; it moves on by itself twice a minute. */

import { useSyncExternalStore } from "react";

let now = Date.now();
const listeners = new Set<() => void>();

setInterval(() => {
  now = Date.now();
  listeners.forEach((listener) => listener());
}, 30_000);

export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}
