/** What goes wrong on a phone and on a server: a clock, a full storage, a power cut. Work goes on and nothing is lost. */

import { expect, test, type Page } from "@playwright/test";
import { join } from "node:path";
import { Desk, closeOffice } from "./desk";
import { Front } from "./front";
import { journal, order, type Line } from "./office";
import { Phone, next } from "./phone";
import { crashServer, site, startServer } from "./site";
import * as work from "./work";

const YEAR_MS = 365 * 24 * 3_600_000;
const MINUTE_MS = 60_000;

let line: Front;
let phone: Phone;
let page: Page;

test.beforeAll(async () => {
  line = await Front.before((await site()).address);
  phone = await Phone.make(line);
  page = await phone.on();
  await phone.enrol(page, "chengang");
});

test.afterAll(async () => {
  await phone.throwAway();
  await line.end();
  await closeOffice();
});

async function note(slip: string, text: string) {
  await page.goto(`${slip}/do/note`);
  await page.getByLabel("备注").fill(text);
  await next(page).click();
}

/** From now on, everything that the app says in passing. */
async function listen(): Promise<() => Promise<string[]>> {
  const words = await page.locator(".saying").evaluateHandle((place) => {
    const heard: string[] = [];
    new MutationObserver(() => heard.push(place.textContent)).observe(place, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    return heard;
  });
  return () => words.jsonValue();
}

/** The order's page shows these notes and no others. */
async function shows(slip: string, notes: string[]) {
  await page.goto(slip);
  await expect(page.getByText("材料和工具", { exact: true })).toBeVisible();
  const card = page
    .locator("section.card")
    .filter({ has: page.getByRole("heading", { name: "备注和照片" }) });
  await expect(card.locator("> p")).toHaveText(notes);
}

/** An order that the phone has received. */
async function given(): Promise<{ id: string; slip: string }> {
  const { id, number } = await order("chengang");
  await work.syncNow(page);
  await page.goto(`${phone.address}#/`);
  await expect(page.getByRole("link").filter({ hasText: number })).toBeVisible();
  const slip = await work.open(page, number);
  await work.receive(page, slip);
  return { id, slip };
}

/** Entries of the phone, in the order in which they were made. */
async function byPhone(id: string): Promise<Line[]> {
  return (await journal(id)).filter((one) => one.by.role === "technician");
}

test("after a power cut everything is there of which the app has said that it is saved", async () => {
  const { id, slip } = await given();
  await work.syncAll(page);
  line.down();
  await note(slip, "钥匙在门卫处");
  await work.savedAndLeft(page);
  await phone.dies();
  page = await phone.opened();
  await shows(slip, ["钥匙在门卫处"]);
  line.restore();
  await work.syncAll(page);
  expect((await byPhone(id)).map((one) => one.kind)).toEqual(["slip_received", "note"]);
});

test("what was said of one save isn't left standing for the next", async () => {
  const { slip } = await given();
  await expect(page.locator(".saying")).toBeEmpty();
  const heard = await listen();
  for (const text of ["门禁已报备", "电梯停在三楼"]) {
    await note(slip, text);
    await work.savedAndLeft(page);
  }
  expect(await heard()).toEqual(["已保存在本机", "", "已保存在本机"]);
  await shows(slip, ["门禁已报备", "电梯停在三楼"]);
});

/** The storage gives another bit back than was written, in every record of what the phone has from the server. */
async function rot() {
  const rotten = await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("the request failed"));
      });
    const CHANGES = 3;
    const names = (await indexedDB.databases()).flatMap(({ name }) => (name ? [name] : []));
    let rotten = 0;
    for (const name of names) {
      const database = await done(indexedDB.open(name));
      if (!database.objectStoreNames.contains("records")) continue;
      const store = database.transaction("records", "readwrite").objectStore("records");
      for (const key of await done(store.getAllKeys())) {
        if (new Uint8Array(key as ArrayBuffer)[0] !== CHANGES) continue;
        const value = (await done(store.get(key))) as Uint8Array;
        const middle = Math.floor(value.length / 2);
        value[middle] = (value[middle] ?? 0) ^ 2;
        await done(store.put(value, key));
        rotten += 1;
      }
      database.close();
    }
    return rotten;
  });
  expect(rotten).toBeGreaterThan(0);
}

test("what the phone's storage has spoilt comes again, and unsent work is kept", async () => {
  const { id, slip } = await given();
  await work.syncAll(page);
  line.down();
  await note(slip, "表箱锁坏了");
  await work.savedAndLeft(page);
  await rot();
  await phone.off();
  page = await phone.opened();
  await page.goto(slip);
  await expect(page.getByRole("alert")).toContainText("已修复");
  await page.getByRole("button", { name: "重试" }).click();
  // Without a network only what is left can be shown, and the list says why.
  await expect(page.getByText("未登记")).toBeVisible();
  await page.goto(`${phone.address}#/`);
  const why = page.getByText("本机有数据损坏,已修复");
  await expect(why).toBeVisible();
  line.restore();
  await work.syncAll(page);
  await shows(slip, ["表箱锁坏了"]);
  await page.goto(`${phone.address}#/`);
  await expect(why).toBeHidden();
  expect((await byPhone(id)).map((one) => one.kind)).toEqual(["slip_received", "note"]);
});

test("a server that is killed while a phone sends has everything once after its start", async () => {
  const { id, slip } = await given();
  await work.syncAll(page);
  const push = line.stop();
  await note(slip, "业主下午在家");
  await work.savedAndLeft(page);
  await push.arrived;
  await crashServer();
  push.goOn();
  await work.packTools(page, slip);
  await work.arrive(page, slip);
  await page.goto(`${phone.address}#/outbox`);
  await expect(page.getByText("等待发送").first()).toBeVisible();

  await startServer();
  await work.syncAll(page);
  const kinds = ["slip_received", "note", "tools_checked", "arrived"];
  expect((await byPhone(id)).map((one) => one.kind)).toEqual(kinds);
  await shows(slip, ["业主下午在家"]);
});

test("a full phone says so, keeps what it has, and goes on when there is room", async () => {
  const { id, slip } = await given();
  await work.syncAll(page);
  line.down();
  const tools = await page.context().newCDPSession(page);
  const { origin } = new URL(phone.address);
  await tools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });

  // The browser trusts the room that it last saw for a while: until then, work is saved.
  const refused = page.getByRole("alert").filter({ hasText: "以前保存的都在" });
  const kept: string[] = [];
  let last = "";
  await expect(async () => {
    last = `第 ${kept.length + 1} 条`;
    await note(slip, last);
    await expect(refused.or(page.locator("h1").filter({ hasNotText: "备注" }))).toBeVisible();
    if (await refused.isHidden()) kept.push(last);
    await expect(refused).toBeVisible({ timeout: 1 });
  }).toPass({ timeout: 90_000 });
  await expect(refused).toContainText("空间不足");
  await expect(page.getByLabel("备注")).toHaveValue(last);

  await page.goto(`${slip}/do/photo_added`);
  await page.locator("input[type=file]").setInputFiles(join(import.meta.dirname, "../public/icon-512.png"));
  await expect(page.getByRole("img", { name: "照片 1" })).toBeVisible();
  await next(page).click();
  await expect(refused).toContainText("空间不足");
  await expect(page.getByRole("img", { name: "照片 1" })).toBeVisible();
  await shows(slip, kept);

  await tools.send("Storage.overrideQuotaForOrigin", { origin });
  await page.goto(`${slip}/do/note`);
  await expect(page.getByLabel("备注")).toHaveValue(last);
  await expect(async () => {
    await next(page).click();
    await work.savedAndLeft(page);
  }).toPass({ timeout: 90_000 });
  await page.goto(`${slip}/do/photo_added`);
  await next(page).click();
  await expect(page.getByRole("heading", { name: "备注和照片" })).toBeVisible();

  await phone.off();
  page = await phone.opened();
  await shows(slip, [...kept, last]);
  line.restore();
  await work.syncAll(page);
  const made = (await byPhone(id)).map((one) => one.kind);
  expect(made).toEqual(["slip_received", ...kept.map(() => "note"), "note", "photo_added"]);
});

test("a clock that is wrong by a year spoils no time", async () => {
  const { id, slip } = await given();
  await work.syncAll(page);
  await phone.off();

  // A year behind, and nobody to ask: what is recorded is marked as unsure.
  line.down();
  page = await phone.opened({ clock: -YEAR_MS });
  await note(slip, "一年前的钟");
  await work.savedAndLeft(page);
  await page.goto(slip);
  await page.getByText("经过", { exact: true }).click();
  await expect(page.locator("ol.times > li").filter({ hasText: "一年前的钟" })).toContainText("时钟不确定");

  // One answer of the server is enough to know better.
  line.restore();
  await work.syncAll(page);
  await page.goto(`${phone.address}#/settings`);
  await expect(page.getByText(/与服务器相差 5256\d\d 分钟/)).toBeVisible();
  await work.packTools(page, slip);
  await work.syncAll(page);
  await phone.off();

  // A year ahead.
  page = await phone.opened({ clock: YEAR_MS });
  await work.syncAll(page);
  await work.arrive(page, slip);
  await work.syncAll(page);

  const [, unsure, packed, arrived] = await byPhone(id);
  expect(unsure?.kind).toBe("note");
  expect(unsure?.at.offset ?? null).toBeNull();
  for (const one of [packed, arrived]) {
    const estimate = (one?.at.wall ?? 0) + (one?.at.offset ?? 0);
    expect(Math.abs(estimate - (one?.received_at ?? 0))).toBeLessThan(5 * MINUTE_MS);
    expect(Math.abs(one?.at.offset ?? 0)).toBeGreaterThan(YEAR_MS - MINUTE_MS);
  }
  const desk = await Desk.signIn("zhoumin");
  await desk.page.goto(`/orders/${id}`);
  const entry = (words: string) => desk.page.locator(".journal .timeline > li").filter({ hasText: words });
  await expect(entry("一年前的钟").locator(".unsure")).toBeVisible();
  await expect(entry("到场").locator(".unsure")).toHaveCount(0);
  const shown = await entry("到场").locator("time").getAttribute("datetime");
  expect(Math.abs(Date.parse(shown ?? "") - Date.now())).toBeLessThan(5 * MINUTE_MS);
  await desk.leave();
});
