/**
 * Half-filled forms. They outlive a look at another page and a dead battery, and the app isn't updated while there are any.
 * What is typed is kept by the core, sealed like everything else, a moment after the last key.
 */

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Core } from "../core/contract";

type Draft = { value: unknown; address: string; title: string };

/** Long enough that not every letter is written, short enough that nobody misses the rest. */
const REST_MS = 300;

const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
let snapshot: readonly (Draft & { key: string })[] = [];

let keeper: Core | null = null;
/** Keys whose form was changed or dropped since it was kept. */
const unkept = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let keeping: Promise<void> = Promise.resolve();

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

/** One after the other, so that an older form never lands on a newer one. */
async function keepAll(core: Core) {
  for (const key of [...unkept]) {
    unkept.delete(key);
    const draft = drafts.get(key);
    try {
      if (draft) await core.call("keep_draft", { key, value: JSON.stringify(draft) });
      else await core.call("drop_draft", { key });
    } catch {
      // No room, or locked: the form stays on the screen, and the next key tries again.
      unkept.add(key);
      return;
    }
  }
}

/** Keeps at once what was typed last. */
export function keepDrafts(): Promise<void> {
  clearTimeout(timer);
  const core = keeper;
  if (core) keeping = keeping.then(() => keepAll(core));
  return keeping;
}

function keepSoon(key: string) {
  unkept.add(key);
  clearTimeout(timer);
  timer = setTimeout(() => void keepDrafts(), REST_MS);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") void keepDrafts();
});

addEventListener("beforeunload", (event) => {
  if (unkept.size > 0) event.preventDefault();
});

function read(value: string): Draft | null {
  try {
    const draft = JSON.parse(value) as Partial<Record<keyof Draft, unknown>> | null;
    if (typeof draft?.address !== "string" || typeof draft.title !== "string") return null;
    return { value: draft.value, address: draft.address, title: draft.title };
  } catch {
    return null;
  }
}

/** Takes up what the device has kept; called when its data are open. */
export async function openDrafts(core: Core): Promise<void> {
  keeper = core;
  // A store that can't be read says so on the page itself; forms begin anew then.
  const kept = await core.call("drafts", {}).catch(() => []);
  for (const { key, value } of kept) {
    const draft = read(value);
    if (draft && !drafts.has(key)) drafts.set(key, draft);
  }
  changed();
}

/** Forgets what is in the page's memory; called when the lock is closed. Everything stays kept. */
export function closeDrafts() {
  clearTimeout(timer);
  keeper = null;
  unkept.clear();
  if (drafts.size === 0) return;
  drafts.clear();
  changed();
}

/** All half-filled forms, with the page that goes on with each. */
export function useDrafts() {
  return useSyncExternalStore(subscribe, () => snapshot);
}

export function anyDraft(): boolean {
  return drafts.size > 0;
}

export function dropDraft(key: string) {
  if (!drafts.delete(key)) return;
  keepSoon(key);
  changed();
}

export function dropAllDrafts() {
  const keys = [...drafts.keys()];
  drafts.clear();
  keys.forEach(keepSoon);
  changed();
}

/** Whether a form that was kept has the parts that this version of its screen reads. */
function fits(initial: unknown, kept: unknown): boolean {
  if (initial === null || initial === undefined) return true;
  if (Array.isArray(initial)) return Array.isArray(kept);
  if (typeof initial !== "object") return typeof kept === typeof initial;
  if (typeof kept !== "object" || kept === null || Array.isArray(kept)) return false;
  return Object.entries(initial).every(([name, part]) => fits(part, (kept as Record<string, unknown>)[name]));
}

/**
 * The value of a form. It counts as half-filled from the first change until `clear`, which is called when it was saved or
 * thrown away.
 */
export function useDraft<T>(key: string, title: string, initial: () => T) {
  const [first] = useState(() => initial);
  const [value, setValue] = useState<T>(() => {
    const begun = first();
    const kept = drafts.get(key)?.value;
    return kept !== undefined && fits(begun, kept) ? (kept as T) : begun;
  });
  const latest = useRef(value);
  const set = useCallback(
    (change: Partial<T> | ((before: T) => T)) => {
      const before = latest.current;
      const after = typeof change === "function" ? change(before) : { ...before, ...change };
      latest.current = after;
      setValue(after);
      drafts.set(key, { value: after, address: location.hash, title });
      keepSoon(key);
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
