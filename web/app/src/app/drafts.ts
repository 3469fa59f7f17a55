/** Half-filled forms. They outlive a look at another page, and the app isn't updated while there are any. */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

type Draft = { value: unknown; address: string; title: string };

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
let snapshot: readonly (Draft & { key: string })[] = [];

function changed() {
  snapshot = [...drafts].map(([key, draft]) => ({ key, ...draft }));
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

addEventListener("beforeunload", (event) => {
  if (drafts.size > 0) event.preventDefault();
});

/** All half-filled forms, with the page that goes on with each. */
export function useDrafts() {
  return useSyncExternalStore(subscribe, () => snapshot);
}

export function anyDraft(): boolean {
  return drafts.size > 0;
}

export function dropDraft(key: string) {
  if (drafts.delete(key)) changed();
}

export function dropAllDrafts() {
  drafts.clear();
  changed();
}

/**
 * The value of a form. It counts as half-filled from the first change until `clear`, which is called when it was saved or
 * thrown away.
 */
export function useDraft<T>(key: string, title: string, initial: () => T) {
  const [first] = useState(() => initial);
  const [value, setValue] = useState<T>(() => (drafts.get(key)?.value as T | undefined) ?? first());
  const latest = useRef(value);
  const set = useCallback(
    (change: Partial<T> | ((before: T) => T)) => {
      const before = latest.current;
      const after = typeof change === "function" ? change(before) : { ...before, ...change };
      latest.current = after;
      setValue(after);
      drafts.set(key, { value: after, address: location.hash, title });
      changed();
    },
    [key, title],
  );
  const clear = useCallback(() => dropDraft(key), [key]);
  // Thrown away elsewhere: the form on the screen begins anew.
  useEffect(
    () =>
      subscribe(() => {
        if (drafts.has(key)) return;
        latest.current = first();
        setValue(latest.current);
      }),
    [key, first],
  );
  return { value, set, clear };
}
