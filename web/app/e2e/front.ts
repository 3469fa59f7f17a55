/** What lies between a phone and its site: a line that can be cut, a captive portal, a site with a newer app. */

import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";

const PORTAL = "<!doctype html><title>Wi-Fi</title><h1>Please sign in to the network</h1>";

export class Front {
  private mode: "open" | "portal" = "open";
  private newer = false;
  private readonly server: Server;

  private constructor(private readonly site: string) {
    this.server = createServer((asked, answer) => this.pass(asked, answer));
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

  /** The site has another version of the app from now on. */
  publish() {
    this.newer = true;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(asked: IncomingMessage, answer: ServerResponse) {
    if (this.mode === "portal") {
      answer.writeHead(200, { "content-type": "text/html" }).end(PORTAL);
      return;
    }
    const script = this.newer && asked.url === "/app/sw.js";
    const headers = { ...asked.headers, host: new URL(this.site).host, origin: this.site };
    if (script) {
      delete headers["accept-encoding"];
      delete headers["if-none-match"];
    }
    if (!asked.headers.origin) delete (headers as { origin?: string }).origin;
    const onward = request(`${this.site}${asked.url ?? ""}`, { method: asked.method, headers }, (given) => {
      if (!script) {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
        return;
      }
      const parts: Buffer[] = [];
      given.on("data", (part: Buffer) => parts.push(part));
      given.on("end", () => {
        const text = `${Buffer.concat(parts).toString()}\n// another version\n`;
        answer.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" }).end(text);
      });
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  }
}
