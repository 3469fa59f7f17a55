// Gzip sizes of a built app: what the first screen loads at once, everything, and the limits they must keep.

import { readFile, readdir } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const DIST = new URL("../dist/", import.meta.url);
const LIMIT_FIRST = 350 * 1024;
const LIMIT_WASM = 900 * 1024;

const gzipped = async (name) => gzipSync(await readFile(new URL(name, DIST)), { level: 9 }).length;
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", DIST), "utf8"));

/** Script and style that a chunk needs before it runs: itself and what it imports statically. */
function needed(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const other of chunk.imports ?? []) needed(other, seen);
  return seen;
}

const assets = await readdir(new URL("assets/", DIST));
const workers = assets.filter((name) => /^worker-.*\.js$/.test(name)).map((name) => `assets/${name}`);
const first = [...needed("index.html"), ...workers];
let sum = 0;
for (const name of first) {
  const size = await gzipped(name);
  sum += size;
  console.log(`${kb(size).padStart(10)}  ${name}`);
}
console.log(`${kb(sum).padStart(10)}  first screen, gzip (limit ${kb(LIMIT_FIRST)})`);

let wasm = 0;
let all = 0;
for (const name of assets) {
  const size = await gzipped(`assets/${name}`);
  if (name.endsWith(".wasm")) wasm += size;
  else all += size;
}
console.log(`${kb(all).padStart(10)}  all scripts and styles, gzip`);
console.log(`${kb(wasm).padStart(10)}  wasm, gzip (limit ${kb(LIMIT_WASM)})`);
process.exit(sum > LIMIT_FIRST || wasm > LIMIT_WASM ? 1 : 0);
