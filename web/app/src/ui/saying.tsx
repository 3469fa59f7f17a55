/** A short word in passing: "saved on this device". Read aloud too. */

import { useSyncExternalStore } from "react";

let said = "";
let timer = 0;
const listeners = new Set<() => void>();

function become(text: string) {
  said = text;
  listeners.forEach((listener) => listener());
}

export function say(text: string) {
  clearTimeout(timer);
  become(text);
  timer = window.setTimeout(() => become(""), 4000);
}

/** Ends the word at once: what was said of the last act may not be taken for a word on the next one. */
export function hush() {
  clearTimeout(timer);
  if (said !== "") become("");
}

export function Saying() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
  return (
    <div className="saying" role="status">
      {text}
    </div>
  );
}
