/**
 * P16: whoever finds a phone reads nothing in what its browser has put on the disk: the app's own storage, the browser's
 * history, its cache, its memory of forms and of open pages.
 */

import { expect, test, type Page } from "@playwright/test";
import { join } from "node:path";
import { journal, order, photo } from "./office";
import { PASSPHRASE, Phone, next } from "./phone";
import { site } from "./site";
import * as work from "./work";

type Tokens = { access_token: string; refresh_token: string; recovery_key: string };

/** A word as it is, and in every form that a program may have given it. */
function forms(word: Buffer): Buffer[] {
  const wide = Buffer.from(word.toString("utf8"), "utf16le");
  const texts = [word.toString("hex"), word.toString("hex").toUpperCase()];
  for (const skipped of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(skipped), word]);
    // The ends depend on what stands beside the word.
    const [from, upto] = [Math.ceil((skipped * 8) / 6), Math.floor((shifted.length * 8) / 6)];
    for (const kind of ["base64", "base64url"] as const) texts.push(shifted.toString(kind).slice(from, upto));
  }
  return [word, wide, Buffer.from(wide).swap16(), ...texts.map((text) => Buffer.from(text))];
}

/** Where a word lies in these files. */
function places(files: Map<string, Buffer>, word: Buffer): string[] {
  const looked = forms(word);
  const holds = ([, bytes]: [string, Buffer]) => looked.some((form) => bytes.includes(form));
  return [...files].filter(holds).map(([path]) => path);
}

/** Has the page store words that nothing seals, as the app would without its seal. */
async function unsealed(page: Page, text: string, bytes: string): Promise<void> {
  await page.evaluate(
    ([text, bytes]) =>
      new Promise<void>((stored, failed) => {
        const asked = indexedDB.open("unsealed", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("words");
        asked.onerror = () => failed(asked.error ?? new Error("no database"));
        asked.onsuccess = () => {
          const change = asked.result.transaction("words", "readwrite");
          change.objectStore("words").put({ text }, "text");
          change.objectStore("words").put(new TextEncoder().encode(bytes), "bytes");
          change.oncomplete = () => stored();
        };
      }),
    [text, bytes] as const,
  );
}

/** Types words where nothing keeps the browser from remembering them, as the app would without its form. */
async function unkept(page: Page, text: string): Promise<void> {
  await page.evaluate(() => document.body.append(document.createElement("textarea")));
  await page.locator("body > textarea").fill(text);
}

test("a browser on a found phone says nothing of orders, customers, photos or keys", async () => {
  const day = Date.now().toString(36);
  const planted = new Map<string, Buffer>();
  const plant = (what: string, word: string) => planted.set(what, Buffer.from(word));
  const caller = { name: `欧阳${day}`, contact: `139${Date.now() % 100_000_000}` };
  const given = await order("zhanglei", `吊灯嗡嗡响-${day}`, caller);
  plant("the customer", caller.name);
  plant("the telephone", caller.contact);
  plant("the request", `吊灯嗡嗡响-${day}`);
  plant("the slip", given.number);

  const phone = await Phone.make();
  let page = await phone.on();
  await page.goto(phone.address);
  await unsealed(page, `unsealed-text-${day}`, `unsealed-bytes-${day}`);
  const seen: Tokens[] = [];
  await page.context().route("**/api/v1/enrol", async (route) => {
    const response = await route.fetch();
    seen.push((await response.json()) as Tokens);
    await route.fulfill({ response });
  });
  await phone.enrol(page, "zhanglei");
  const [tokens] = seen;
  if (!tokens) throw new Error("no enrolment was seen");
  const { recovery_key, refresh_token, access_token } = tokens;
  plant("the recovery key", recovery_key);
  planted.set("the recovery key's bytes", Buffer.from(recovery_key, "base64url"));
  plant("the refresh token", refresh_token);
  // Behind its head, which is the same for everybody.
  plant("the access token", access_token.split(".")[1] ?? "");
  plant("the password", (await site()).password);
  plant("the passphrase", PASSPHRASE);

  const slip = await work.open(page, given.number);
  await work.receive(page, slip);
  await work.packTools(page, slip);
  await work.arrive(page, slip);
  await work.find(page, slip, `镇流器烧焦-${day}`);
  plant("the finding", `镇流器烧焦-${day}`);
  await page.goto(`${slip}/do/photo_added`);
  await page.locator("input[type=file]").setInputFiles(join(import.meta.dirname, "../public/icon-512.png"));
  await expect(page.getByRole("img", { name: "照片 1" })).toBeVisible();
  await next(page).click();
  await expect(page.getByRole("heading", { name: "备注和照片" })).toBeVisible();
  await work.quote(page, slip);
  await page.getByLabel("谁代表客户同意?").fill(`业主-${day}`);
  plant("who agreed", `业主-${day}`);
  await next(page).click();
  await expect(page.getByText(`业主-${day} 同意`)).toBeVisible();
  await work.syncAll(page);
  const added = (await journal(given.id)).find((line) => line.kind === "photo_added");
  const { blob } = added?.data.photo as { blob: string };
  planted.set("the photo", (await photo(given.id, blob)).subarray(700, 732));

  // In the middle of a sentence the phone is gone.
  await page.goto(`${slip}/do/note`);
  await page.getByLabel("备注").fill(`钥匙在地垫下-${day}`);
  plant("half a sentence", `钥匙在地垫下-${day}`);
  await unkept(page, `unkept-${day}`);
  // The browser has by now put away what it would show again after a crash.
  const remembered = async () => places(await phone.files(), Buffer.from(`unkept-${day}`));
  await expect.poll(remembered, { timeout: 60_000 }).not.toEqual([]);
  await phone.dies();

  const files = await phone.files();
  for (const word of [`unsealed-text-${day}`, `unsealed-bytes-${day}`, `unkept-${day}`])
    expect(places(files, Buffer.from(word)), "what nothing seals is found").not.toEqual([]);
  for (const [what, word] of planted) {
    expect(word.length, what).toBeGreaterThan(7);
    expect(places(files, word), what).toEqual([]);
  }

  // It was all there, for who knows how to open it.
  page = await phone.opened({ network: false });
  await page.goto(`${slip}/do/note`);
  await expect(page.getByLabel("备注")).toHaveValue(`钥匙在地垫下-${day}`);
  await page.goto(slip);
  for (const shown of [caller.name, `业主-${day} 同意`])
    await expect(page.locator("main")).toContainText(shown);
  await phone.throwAway();
});
