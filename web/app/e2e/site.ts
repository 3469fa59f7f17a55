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
    await new Promise((resolve) => setTimeout(resolve, 500));
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
  return async () => {
    const ended = new Promise((resolve) => demo.once("exit", resolve));
    demo.kill("SIGINT");
    await ended;
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

/** The dispatcher's device on a terminal: makes an order for a technician, as a call to the desk does. Gives its number. */
export async function newOrder(technician: string): Promise<string> {
  const { address, password } = await site();
  const folder = await mkdtemp(join(tmpdir(), "undercroft-desk-"));
  const field = async (...words: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await promisify(execFile)(join(PROGRAMS, "field"), [
      "--data",
      folder,
      "--json",
      ...words,
    ]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const secret = join(folder, "password");
  await writeFile(secret, password, { mode: 0o600 });
  const code = await enrolmentCode("zhoumin");
  await field("enrol", "--server", address, "--code", code, "--name", "e2e", "--password-file", secret);
  await field("sync");
  const at = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, "+00:00");
  const registered = await field(
    ...["register", "--name", "陈女士", "--unit", "2-1203", "--contact", "13800000000"],
    ...["--content", "客厅日光灯不亮", "--appointment", at, "--class", "LMP"],
  );
  const id = String(registered.id);
  await field("judge", id, "--accept");
  const { number } = await field("slip", id);
  await field("assign", id, technician);
  await field("sync");
  await rm(folder, { recursive: true, force: true });
  return String(number);
}
