// Devices of another system: one process that does what it is told, a line of JSON at a time, and answers each with one.
//
//   {"do":"make","file":F,"device":D}               new documents from F: {"orders":[[entry,...],...]}; answers {"ids":[...]}
//   {"do":"open","ids":[...],"device":D}            wants these documents
//   {"do":"append","ids":[...],"each":N,"device":D} writes N entries in each, one change each
//   {"do":"connect","devices":N}                    goes online with devices 0..N
//   {"do":"disconnect","devices":N}
//   {"do":"counts","ids":[...],"device":D}          answers {"counts":[...]}: entries of each document on the device
//
// Usage: node device.mjs SYSTEM URL
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [system, url] = process.argv.slice(2);
const { Device } = await import(`./systems/${system}.mjs`);

const devices = new Map();
function device(number = 0) {
  if (!devices.has(number)) devices.set(number, new Device(url, number));
  return devices.get(number);
}

// The shape of a note in an order's journal, as Undercroft's own `order journal` prints it.
function note(number) {
  return {
    id: randomUUID(),
    command: randomUUID(),
    author: "0a9e0000-0000-4000-8000-000000000001",
    device: "0a9e0000-0000-4000-8000-000000000002",
    kind: "note",
    wall_time: 1_772_413_200_000 + number,
    text: `现场记录:第${number}次测量正常,接线紧固`,
  };
}

let written = 0;
const acts = {
  async make({ file, device: number }) {
    const { orders } = JSON.parse(readFileSync(file, "utf8"));
    const ids = [];
    for (const entries of orders) ids.push(await device(number).make(entries));
    return { ids };
  },
  async open({ ids, device: number }) {
    await device(number).open(ids);
    return {};
  },
  async append({ ids, each, device: number }) {
    for (const id of ids) {
      for (let n = 0; n < each; n += 1) {
        written += 1;
        await device(number).append(id, note(written));
      }
    }
    return {};
  },
  async connect({ devices: count }) {
    await Promise.all(Array.from({ length: count }, (_, number) => device(number).connect()));
    return {};
  },
  async disconnect({ devices: count }) {
    await Promise.all(Array.from({ length: count }, (_, number) => device(number).disconnect()));
    return {};
  },
  async counts({ ids, device: number }) {
    return { counts: await device(number).counts(ids) };
  },
};

process.stdout.write('{"ready":true}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const told = JSON.parse(line);
  let answer;
  try {
    answer = await acts[told.do](told);
  } catch (error) {
    answer = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
