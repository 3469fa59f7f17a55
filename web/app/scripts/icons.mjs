// Draws the PNG icons from icon.svg: `node scripts/icons.mjs`. Needs a Chromium (CHROMIUM, else Debian's).

import { readFile } from "node:fs/promises";
import { chromium } from "@playwright/test";

const at = (name) => new URL(`../public/${name}`, import.meta.url);
const drawing = await readFile(at("icon.svg"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

/** `inset`: how much of the picture a mask may cut away on each side. */
async function draw(name, size, inset) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const inner = Math.round(size * (1 - 2 * inset));
  const ground = inset > 0 ? "#0a4a8f" : "transparent";
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;width:${size}px;height:${size}px;background:${ground}">` +
      `<div style="width:${inner}px;height:${inner}px">${drawing}</div></body>`,
  );
  await page.screenshot({ path: at(name).pathname, omitBackground: true });
  await page.close();
}

await draw("icon-192.png", 192, 0);
await draw("icon-512.png", 512, 0);
await draw("icon-maskable-512.png", 512, 0.1);
await browser.close();
