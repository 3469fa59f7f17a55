/** Who is not of the office: a site with pages of its own, and a proxy that can take one of the office's guards away. */

import { createServer, request, type RequestListener, type Server } from "node:http";

async function listening(what: RequestListener): Promise<Server> {
  const server = createServer(what);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

function portOf(server: Server): number {
  const at = server.address();
  if (!at || typeof at === "string") throw new Error("not listening");
  return at.port;
}

async function ended(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/**
 * Where a stranger's page is: under another name, which is another site, or under another port of the office's own name, which
 * browsers take for the same site and give its cookies.
 */
export type Place = "another site" | "another port";

export class Stranger {
  private constructor(
    private readonly server: Server,
    private readonly host: string,
  ) {}

  static async at(place: Place): Promise<Stranger> {
    const page = "<!doctype html><meta charset=utf-8><title>A stranger</title><h1>You have won</h1>";
    const headers = { "content-type": "text/html" };
    const server = await listening((_, answer) => void answer.writeHead(200, headers).end(page));
    return new Stranger(server, place === "another site" ? "localhost" : "127.0.0.1");
  }

  get address(): string {
    return `http://${this.host}:${portOf(this.server)}`;
  }

  async end() {
    await ended(this.server);
  }
}

/** What a proxy in front of the office takes away. */
export type Without =
  "nothing" | "the question where a request comes from" | "the headers against other pages";

const AGAINST_OTHER_PAGES = [
  ...["content-security-policy", "x-frame-options", "cross-origin-opener-policy"],
  "cross-origin-resource-policy",
];

/** An answer of the office: browsers tell nobody of those that they keep from a page. */
export type Answer = { method: string; path: string; status: number };

/** The office behind a proxy, under the same name, so that its cookie is the same. */
export class Office {
  readonly answers: Answer[] = [];
  private server: Server | null = null;

  static async without(what: Without, site: string): Promise<Office> {
    const office = new Office();
    office.server = await listening((asked, answer) => {
      const headers = { ...asked.headers, host: new URL(site).host };
      if (what === "the question where a request comes from")
        Object.assign(headers, { "sec-fetch-site": "same-origin", origin: site });
      const { method = "", url = "" } = asked;
      const onward = request(`${site}${url}`, { method, headers }, (given) => {
        const status = given.statusCode ?? 502;
        office.answers.push({ method, path: new URL(url, site).pathname, status });
        const kept = Object.entries(given.headers).filter(
          ([name]) => what !== "the headers against other pages" || !AGAINST_OTHER_PAGES.includes(name),
        );
        answer.writeHead(status, Object.fromEntries(kept));
        given.pipe(answer);
      });
      onward.on("error", () => answer.destroy());
      asked.pipe(onward);
    });
    return office;
  }

  get address(): string {
    if (!this.server) throw new Error("not listening");
    return `http://127.0.0.1:${portOf(this.server)}`;
  }

  /** Answers to what was to change something. */
  get changes(): Answer[] {
    return this.answers.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
  }

  async end() {
    if (this.server) await ended(this.server);
  }
}
