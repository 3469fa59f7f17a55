/**
 * The worker with client-core in it. It loads the module, keeps other tabs out, and passes messages on.
 *
 * One tab owns the data: whoever holds the Web Lock. Another one hears `elsewhere`; on `take_over` it asks the owner over a
 * channel to let go, which it does after what it is saving is saved, and waits for the lock.
 */

import init, { Worker as CoreWorker } from "./pkg/undercroft_web.js";
import wasmUrl from "./pkg/undercroft_web_bg.wasm?url";
import { preparePhoto, PhotoProblem } from "./photo";
import type { Answer, CoreError, CoreEvent, FromWorker, Request, ToWorker } from "./contract";

const LOCK = "undercroft-device";
/** An owner that doesn't answer within this time hangs; then the lock is taken from it. */
const PATIENCE_MS = 5_000;

const channel = new BroadcastChannel("undercroft-device");
let core: CoreWorker | null = null;
let letGo: (() => void) | null = null;
let broken: CoreError | null = null;

const post = (message: FromWorker, transfer: Transferable[] = []) => postMessage(message, { transfer });

/** Asks for the lock; resolves when it is held or known to be somebody else's. */
function own(options: LockOptions): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(LOCK, options, async (lock) => {
        if (!lock) return resolve(false);
        const released = new Promise<void>((end) => (letGo = end));
        try {
          await init({ module_or_path: wasmUrl });
          core = await CoreWorker.open(location.origin, (event: string) => post(JSON.parse(event) as CoreEvent));
          broken = null;
        } catch (error) {
          broken = { code: "internal", message: String(error), text: "" };
          console.error(error);
        }
        resolve(true);
        await released;
      })
      .catch(() => {
        // Another tab has stolen the lock: this one must write no more.
        core?.free();
        core = null;
        post({ event: "state", state: { state: "elsewhere" } });
        resolve(false);
      });
  });
}

channel.onmessage = async ({ data }) => {
  if (data !== "let go" || !core) return;
  const owner = core;
  await owner.release();
  core = null;
  letGo?.();
  post({ event: "state", state: { state: "elsewhere" } });
};

async function takeOver(): Promise<void> {
  if (core) return;
  channel.postMessage("let go");
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const held = await own({ signal: patience.signal });
  clearTimeout(timer);
  if (!held) await own({ steal: true });
}

async function answer({ id, call, args }: Request): Promise<void> {
  const fail = (error: CoreError) => post({ id, error } satisfies Answer);
  try {
    if (call === "prepare_photo") {
      post({ id, ok: await preparePhoto(args.file) });
      return;
    }
    if (call === "storage") {
      post({ id, ok: await storage() });
      return;
    }
    await opening;
    if (call === "take_over") await takeOver();
    if (!core) {
      if (call === "state" || call === "take_over") {
        post({ id, ok: broken ? { state: "broken", error: broken } : { state: "elsewhere" } });
      } else {
        fail(broken ?? { code: "elsewhere", message: "another tab has the data open", text: "" });
      }
      return;
    }
    const name = call === "take_over" ? "state" : call;
    const done = (await core.call(name, JSON.stringify(args))) as { ok?: string; error?: string; bytes?: Uint8Array };
    if (done.error !== undefined) {
      fail(JSON.parse(done.error) as CoreError);
      return;
    }
    const ok = JSON.parse(done.ok ?? "null") as Record<string, unknown> | null;
    if (ok && done.bytes) {
      post({ id, ok: { ...ok, bytes: done.bytes } }, [done.bytes.buffer as ArrayBuffer]);
    } else {
      post({ id, ok });
    }
  } catch (error) {
    if (error instanceof PhotoProblem) {
      fail({ code: error.code, message: error.message, text: "" });
    } else {
      console.error(error);
      fail({ code: "internal", message: String(error), text: "" });
    }
  }
}

async function storage() {
  const manager = navigator.storage;
  const persisted = await manager?.persisted?.().catch(() => null);
  const estimate = await manager?.estimate?.().catch(() => null);
  return { persisted: persisted ?? null, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null };
}

// Nobody has to ask for it: what is said meanwhile is asked for by the page anyway.
const opening = own({ ifAvailable: true });

onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if ("hint" in data) {
    void core?.hint(data.hint);
  } else {
    void answer(data);
  }
};
