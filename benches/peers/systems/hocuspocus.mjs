// Hocuspocus: one Y.Doc an order, all over one socket, stored in a file each.
import { Database } from "@hocuspocus/extension-database";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { Server } from "@hocuspocus/server";
import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import WebSocket from "ws";
import * as Y from "yjs";

export async function serve(port, folder) {
  const server = new Server({
    address: "127.0.0.1",
    port,
    quiet: true,
    // A device opens all its orders at once.
    maxPendingDocuments: 10_000,
    extensions: [
      new Database({
        fetch: ({ documentName }) => readFile(join(folder, documentName)).catch(() => null),
        store: ({ documentName, state }) => writeFile(join(folder, documentName), state),
      }),
    ],
  });
  await server.listen();
}

export class Device {
  constructor(url) {
    this.url = url.replace(/^http/, "ws");
    this.docs = new Map();
    this.providers = new Map();
  }

  doc(id) {
    if (!this.docs.has(id)) this.docs.set(id, new Y.Doc());
    return this.docs.get(id);
  }

  async make(entries) {
    const id = randomUUID();
    for (const entry of entries) await this.append(id, entry);
    return id;
  }

  async open(ids) {
    for (const id of ids) this.doc(id);
  }

  async append(id, entry) {
    this.doc(id).getMap("entries").set(entry.id, entry);
  }

  async connect() {
    if (this.socket) {
      this.socket.connect();
      return;
    }
    this.socket = new HocuspocusProviderWebsocket({ url: this.url, WebSocketPolyfill: WebSocket });
    for (const [name, document] of this.docs) {
      const provider = new HocuspocusProvider({ websocketProvider: this.socket, name, document });
      provider.attach();
      this.providers.set(name, provider);
    }
  }

  async disconnect() {
    this.socket.disconnect();
  }

  async counts(ids) {
    return ids.map((id) => this.doc(id).getMap("entries").size);
  }
}
