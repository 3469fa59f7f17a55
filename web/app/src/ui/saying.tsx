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
