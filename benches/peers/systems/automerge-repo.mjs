// automerge-repo: the sync server with its file storage, and its own client, as its documentation sets them up.
import { Repo } from "@automerge/automerge-repo";
import {
  WebSocketClientAdapter,
  WebSocketServerAdapter,
} from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";

export async function serve(port, folder) {
  const sockets = new WebSocketServer({ port, host: "127.0.0.1" });
  const repo = new Repo({
    network: [new WebSocketServerAdapter(sockets)],
    storage: new NodeFSStorageAdapter(folder),
    // A server keeps what it is given, and tells nobody of it who didn't ask.
    sharePolicy: async () => false,
  });
  await new Promise((done) => sockets.once("listening", done));
  return repo;
}

export class Device {
  constructor(url) {
    this.url = url.replace(/^http/, "ws");
    this.repo = new Repo({ network: [] });
    this.handles = new Map();
  }

  async make(entries) {
    const handle = this.repo.create({ entries: {} });
    this.handles.set(handle.url, handle);
    for (const entry of entries) await this.append(handle.url, entry);
    return handle.url;
  }

  async open(ids) {
    for (const id of ids) {
      // Not waited for: it comes when the device is online.
      this.handles.set(id, this.repo.findWithProgress(id).handle);
    }
  }

  async append(id, entry) {
    this.handles.get(id).change((doc) => {
      doc.entries[entry.id] = entry;
    });
  }

  async connect() {
    this.adapter = new WebSocketClientAdapter(this.url);
    this.repo.networkSubsystem.addNetworkAdapter(this.adapter);
  }

  async disconnect() {
    // The server thinks for seconds without a byte on the line when many devices ask at once: nobody leaves before he has
    // what he came for.
    const waits = () => [...this.handles.values()].some((handle) => !handle.isReady());
    for (let n = 0; n < 240 && waits(); n += 1) await sleep(500);
    this.repo.networkSubsystem.removeNetworkAdapter(this.adapter);
  }

  async counts(ids) {
    return ids.map((id) => {
      const handle = this.handles.get(id);
      return handle?.isReady() ? Object.keys(handle.doc().entries ?? {}).length : 0;
    });
  }
}
