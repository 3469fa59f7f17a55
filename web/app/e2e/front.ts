/**
 * What lies between a phone and its site: a line that can be cut in the middle of anything, a captive portal, a site with a
 * newer app. With `UNDERCROFT_APP` (a folder) the app comes from there in place of the site, to try a change of it.
 */

import { readFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join } from "node:path";

const PORTAL = "<!doctype html><title>Wi-Fi</title><h1>Please sign in to the network</h1>";
const APP = process.env.UNDERCROFT_APP;
const TYPES: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** Where the line breaks while a phone syncs. */
export type Cut = "in the request" | "before the answer" | "in the answer";

type Plan = { cut: Cut; done: () => void };
type Hold = { arrived: () => void; goOn: Promise<void> };

async function whole(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export class Front {
  private mode: "open" | "portal" | "down" = "open";
  private newer = false;
  private plan: Plan | null = null;
  private hold: Hold | null = null;
  private readonly server: Server;

  private constructor(private readonly site: string) {
    this.server = createServer((asked, answer) => {
      this.pass(asked, answer).catch(() => answer.destroy());
    });
  }

  static async before(site: string): Promise<Front> {
    const front = new Front(site);
    await new Promise<void>((resolve) => front.server.listen(0, "127.0.0.1", resolve));
    return front;
  }

  get address(): string {
    const at = this.server.address();
    if (!at || typeof at === "string") throw new Error("not listening");
    return `http://127.0.0.1:${at.port}`;
  }

  /** Everything is answered with 200 and somebody else's page. */
  portal(there: boolean) {
    this.mode = there ? "portal" : "open";
  }

  /** The line is there again. */
  restore() {
    this.mode = "open";
  }

  /** No line at all. */
  down() {
    this.mode = "down";
  }

  /** Breaks the line in the next sync; resolves when it has broken. It stays broken until `restore`. */
  cut(cut: Cut): Promise<void> {
    return new Promise((done) => (this.plan = { cut, done }));
  }

  /** Half of the next sync's body reaches the site, then nothing until `goOn`. */
  stop(): { arrived: Promise<void>; goOn: () => void } {
    let goOn: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (goOn = resolve));
    const arrived = new Promise<void>((resolve) => (this.hold = { arrived: resolve, goOn: wait }));
    return { arrived, goOn };
  }

  /** The site has another version of the app from now on. */
  publish() {
    this.newer = true;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (this.mode === "down") {
      answer.destroy();
    } else if (this.mode === "portal") {
      answer.writeHead(200, { "content-type": "text/html" }).end(PORTAL);
    } else if (asked.url === "/app/sw.js" && this.newer) {
      await this.newVersion(asked, answer);
    } else if (APP && asked.url?.startsWith("/app/")) {
      await this.fromFolder(APP, asked, answer);
    } else if (asked.url === "/api/v1/sync" && (this.plan ?? this.hold)) {
      await this.breaking(asked, answer);
    } else {
      const onward = this.onward(asked, (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      asked.pipe(onward);
    }
  }

  private onward(asked: IncomingMessage, given: (answer: IncomingMessage) => void) {
    const headers = { ...asked.headers, host: new URL(this.site).host };
    if (headers.origin) headers.origin = this.site;
    return request(`${this.site}${asked.url ?? ""}`, { method: asked.method, headers }, given);
  }

  /** A sync whose line is cut or slow. */
  private async breaking(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { plan, hold } = this;
    this.plan = this.hold = null;
    const body = await whole(asked);
    const half = body.subarray(0, body.length >> 1);
    const given = new Promise<IncomingMessage>((resolve, reject) => {
      const onward = this.onward(asked, resolve);
      onward.on("error", reject);
      if (hold) {
        onward.write(half, () => hold.arrived());
        void hold.goOn.then(() => onward.end(body.subarray(half.length)));
      } else if (plan?.cut === "in the request") {
        onward.write(half, () => onward.destroy(new Error("cut")));
      } else {
        onward.end(body);
      }
    });
    const received = await given.catch(() => null);
    const bytes = received ? await whole(received).catch(() => null) : null;
    if (received && bytes && !plan) {
      answer.writeHead(received.statusCode ?? 502, received.headers).end(bytes);
      return;
    }
    if (plan) this.down();
    if (received && bytes && plan?.cut === "in the answer") {
      answer.writeHead(received.statusCode ?? 502, received.headers);
      await new Promise<void>((written) =>
        answer.write(bytes.subarray(0, bytes.length >> 1), () => written()),
      );
    }
    answer.destroy();
    plan?.done();
  }

  private async newVersion(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    delete asked.headers["accept-encoding"];
    delete asked.headers["if-none-match"];
    const source = APP
      ? await readFile(join(APP, "sw.js"))
      : await new Promise<Buffer>((resolve, reject) => {
          const onward = this.onward(asked, (given) => void whole(given).then(resolve, reject));
          onward.on("error", reject).end();
        });
    answer.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
    answer.end(`${source.toString()}\n// another version\n`);
  }

  /** A file of the folder with the site's own headers of safety. */
  private async fromFolder(folder: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { pathname } = new URL(asked.url ?? "", this.site);
    const name = pathname.slice("/app/".length) || "index.html";
    const page = await fetch(`${this.site}/app/`, { method: "HEAD" });
    const headers: Record<string, string> = { "content-type": TYPES[extname(name)] ?? "text/plain" };
    for (const key of ["content-security-policy", "x-content-type-options", "cross-origin-opener-policy"]) {
      const value = page.headers.get(key);
      if (value) headers[key] = value;
    }
    const bytes = await readFile(join(folder, name)).catch(() => null);
    answer.writeHead(bytes ? 200 : 404, headers).end(bytes ?? "");
  }
}
