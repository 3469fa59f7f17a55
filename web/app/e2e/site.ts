/**
 * A site for the tests: the demo, with the app as the server serves it. Programs come from `UNDERCROFT_PROGRAMS`, else from
 * the workspace's own target folder. `UNDERCROFT_SITE` (address, data folder) names one that runs already.
 */

import { execFile, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const PROGRAMS = process.env.UNDERCROFT_PROGRAMS ?? join(import.meta.dirname, "../../../target/debug");

export type Site = { address: string; data: string; password: string };

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}

function serverPid(data: string): string {
  return join(data, "server.pid");
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}

async function answers(address: string): Promise<boolean> {
  return fetch(`${address}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function made(demo: ChildProcess, address: string, data: string): Promise<void> {
  let said = "";
  demo.stdout?.on("data", (part: Buffer) => {
    said += part.toString();
  });
  demo.stderr?.on("data", (part: Buffer) => {
    said += part.toString();
  });
  const until = Date.now() + 180_000;
  while (Date.now() < until) {
    if (demo.exitCode !== null) throw new Error(`the demo has ended:\n${said}`);
    // The demo says where to open the page when everything is there.
    if (said.includes(`Open ${address}`) && (await answers(address))) return;
    await pause();
  }
  throw new Error(`the demo isn't ready (${data}):\n${said}`);
}

export default async function setUp(): Promise<() => Promise<void>> {
  if (process.env.UNDERCROFT_SITE) return () => Promise.resolve();
  const data = await mkdtemp(join(tmpdir(), "undercroft-e2e-"));
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const demo = spawn(join(PROGRAMS, "undercroft-demo"), [
    ...["--programs", PROGRAMS],
    ...["--listen", `127.0.0.1:${port}`],
    ...["--data", data],
  ]);
  await made(demo, address, data);
  process.env.UNDERCROFT_SITE = `${address} ${data}`;
  const first = await readFile(serverPid(data), "utf8");
  return async () => {
    const last = await readFile(serverPid(data), "utf8");
    const ended = new Promise((resolve) => demo.once("exit", resolve));
    demo.kill("SIGINT");
    await ended;
    // A server that a test has started again isn't the demo's to end.
    if (last !== first) process.kill(Number(last), "SIGTERM");
    while (await answers(address)) await pause();
    await rm(data, { recursive: true, force: true });
  };
}

/** The site that `setUp` made. */
export async function site(): Promise<Site> {
  const [address = "", data = ""] = (process.env.UNDERCROFT_SITE ?? "").split(" ");
  return { address, data, password: (await readFile(join(data, "password"), "utf8")).trim() };
}

/** A one-time code for a new device of a person, as an operator makes it. */
export async function enrolmentCode(user: string): Promise<string> {
  const { data } = await site();
  const { stdout } = await promisify(execFile)(join(PROGRAMS, "undercroft"), [
    ...["--data", join(data, "site")],
    ...["device", "code", user],
  ]);
  return stdout.trim();
}

/** Ends the server as a power cut does. */
export async function crashServer(): Promise<void> {
  const { address, data } = await site();
  process.kill(Number(await readFile(serverPid(data), "utf8")), "SIGKILL");
  while (await answers(address)) await pause();
}

/** Starts the server again on the same data and address, as the demo does. */
export async function startServer(): Promise<void> {
  const { address, data } = await site();
  const server = spawn(
    join(PROGRAMS, "undercroft"),
    ["--data", join(data, "site"), "serve", "--log", "json", "--listen", new URL(address).host],
    { detached: true, stdio: "ignore" },
  );
  server.unref();
  if (server.pid === undefined) throw new Error("the server doesn't start");
  await writeFile(serverPid(data), `${server.pid}`);
  while (!(await answers(address))) await pause();
}
