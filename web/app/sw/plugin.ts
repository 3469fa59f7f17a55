import { createHash } from "node:crypto";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Plugin } from "vite";

/** Files that the app never asks for by itself. */
const LEFT_OUT = new Set(["sw.js"]);

async function filesIn(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((name) => !LEFT_OUT.has(name))
    .sort();
}

/**
 * Writes `sw.js` with the list of everything that was built. Each file is named with its hash, so a captive portal that
 * answers 200 with its own page can't get into the cache.
 */
export function precache(): Plugin {
  let out = "dist";
  return {
    name: "undercroft-precache",
    apply: "build",
    configResolved(config) {
      out = join(config.root, config.build.outDir);
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const files: [string, string][] = [];
        for (const name of await filesIn(out)) {
          const hash = createHash("sha256")
            .update(await readFile(join(out, name)))
            .digest("base64");
          files.push([name === "index.html" ? "./" : name, `sha256-${hash}`]);
        }
        const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
        const source = await readFile(join(import.meta.dirname, "sw.js"), "utf8");
        const filled = source
          .replace("[/* FILES */]", JSON.stringify(files))
          .replace("/* VERSION */", version);
        await writeFile(join(out, "sw.js"), filled);
      },
    },
  };
}

/** Puts the script that starts the worker before all others: it waits for none of them. */
export function earlyStart(): Plugin {
  return {
    name: "undercroft-early-start",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle = {} }) {
        const start = Object.values(bundle).find(
          (part) => part.type === "chunk" && part.moduleIds.some((id) => id.endsWith("/core/start.ts")),
        );
        if (!start) throw new Error("there is no script that starts the worker");
        const attrs = { type: "module", async: true, crossorigin: true, src: `./${start.fileName}` };
        return [{ tag: "script", attrs, injectTo: "head-prepend" }];
      },
    },
  };
}
