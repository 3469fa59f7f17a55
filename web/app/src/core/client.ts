/** The core as screens use it: a worker behind typed promises. */

import {
  CoreFailure,
  type Answer,
  type CallName,
  type Calls,
  type Core,
  type CoreEvent,
  type FromWorker,
  type Hint,
} from "./contract";
import { failed, worker } from "./start";

type Waiting = { resolve: (value: never) => void; reject: (reason: unknown) => void };

/** Speaks to the page's one worker. */
export function openCore(): Core {
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(event: CoreEvent) => void>();
  let last = 0;

  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    if ("event" in data) {
      listeners.forEach((listener) => listener(data));
    } else {
      settle(waiting, data);
    }
  };
  let dead: CoreFailure | null = null;
  void failed.then((message) => {
    const failure = new CoreFailure({ code: "internal", message, text: "" });
    dead = failure;
    waiting.forEach(({ reject }) => reject(failure));
    waiting.clear();
  });

  const hint = (hint: Hint["hint"]) => worker.postMessage({ hint } satisfies Hint);
  addEventListener("online", () => hint("online"));
  addEventListener("offline", () => hint("offline"));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") hint("visible");
  });

  return {
    call: <N extends CallName>(call: N, args: Calls[N]["args"]) =>
      new Promise<Calls[N]["answer"]>((resolve, reject) => {
        if (dead) return reject(dead);
        last += 1;
        waiting.set(last, { resolve, reject });
        worker.postMessage({ id: last, call, args });
      }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function settle(waiting: Map<number, Waiting>, answer: Answer) {
  const open = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (!open) return;
  if ("ok" in answer) {
    open.resolve(answer.ok as never);
  } else {
    open.reject(new CoreFailure(answer.error));
  }
}
