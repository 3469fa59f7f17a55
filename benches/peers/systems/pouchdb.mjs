// PouchDB: its server on LevelDB, and devices in memory; one document an order, one database a set of orders. Only the
// newest revision of a document travels, so that this is a first sync without history.
import express from "express";
import expressPouchDB from "express-pouchdb";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, sep } from "node:path";
import PouchDB from "pouchdb";
import memory from "pouchdb-adapter-memory";

PouchDB.plugin(memory);

export async function serve(port, folder) {
  mkdirSync(join(folder, "db"), { recursive: true });
  const Stored = PouchDB.defaults({ prefix: join(folder, "db") + sep });
  const app = express();
  const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: join(folder, "log") };
  app.use("/", expressPouchDB(Stored, options));
  await new Promise((done) => app.listen(port, "127.0.0.1", done));
}

export class Device {
  constructor(url, number) {
    this.local = new PouchDB(randomUUID(), { adapter: "memory" });
    this.remote = new PouchDB(`${url}/orders-${number}`);
  }

  async make(entries) {
    const id = randomUUID();
    await this.local.put({ _id: id, entries: {} });
    for (const entry of entries) await this.append(id, entry);
    return id;
  }

  async open() {}

  async append(id, entry) {
    const doc = await this.local.get(id);
    doc.entries[entry.id] = entry;
    await this.local.put(doc);
  }

  async connect() {
    await this.local.sync(this.remote, { batch_size: 1000 });
  }

  async disconnect() {}

  async counts(ids) {
    const { rows } = await this.local.allDocs({ keys: ids, include_docs: true });
    return rows.map((row) => Object.keys(row.doc?.entries ?? {}).length);
  }
}
