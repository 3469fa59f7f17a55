/** The pictures of the README and of docs/web.md, from a fresh demo. */

import { expect, test, type Page } from "@playwright/test";
import { join } from "node:path";
import { Phone } from "../e2e/phone";
import * as work from "../e2e/work";
import { atTheDesk, linked, startBrowser } from "./office";

const IMAGES = join(import.meta.dirname, "../../../docs/images");
const DESK = { language: "zh-Hans", theme: "light", width: 1440, height: 900 } as const;
const POCKET = { ...DESK, width: 360, height: 740 } as const;

const picture = (page: Page, name: string) => page.screenshot({ path: join(IMAGES, `${name}.png`) });

test("the office", async () => {
  const browser = await startBrowser();
  const desk = await atTheDesk(browser, "zhoumin", DESK);
  await expect(desk.locator("main table tbody tr").first()).toBeVisible();
  await picture(desk, "board");
  const [conflict = "/"] = await linked(desk, "/?queue=conflicts", "/orders/", 1);
  await desk.goto(conflict);
  await picture(desk, "order");
  const pocket = await atTheDesk(browser, "zhoumin", POCKET);
  await picture(pocket, "board-phone");
  await pocket.goto(conflict);
  await picture(pocket, "order-phone");
  const manager = await atTheDesk(browser, "lintao", DESK);
  await manager.goto("/statistics");
  await picture(manager, "statistics");
  const store = await atTheDesk(browser, "machao", DESK);
  await store.goto("/store");
  await picture(store, "store");
  await browser.close();
});

/** Nothing of a moment is in a picture: no message that passes, no place that is being filled. */
async function still(page: Page) {
  await expect(page.locator("h1")).toBeVisible();
  await expect(page.locator("[role=status].stack")).toHaveCount(0);
  await expect(page.getByText(/PIN 码已设置|已保存在本机/)).toHaveCount(0);
}

test("the technician's phone, without a network", async () => {
  const phone = await Phone.make();
  const page = await phone.on();
  await phone.enrol(page, "liqiang");
  const card = page.locator("a.card[href*='order/']");
  await expect(card.first()).toBeVisible();
  await phone.network(false);
  await page.goto(`${phone.address}#/`);
  await still(page);
  await picture(page, "app-today");
  const number = /00-\d+/.exec((await card.first().textContent()) ?? "")?.[0] ?? "";
  const order = await work.open(page, number);
  await work.receive(page, order);
  await work.packTools(page, order);
  await work.arrive(page, order);
  await work.find(page, order, "启辉器玻管发黑");
  await page.goto(order);
  await still(page);
  await picture(page, "app-order");
  await page.goto(`${order}/step/LMP/LMP-1`);
  await still(page);
  await picture(page, "app-step");
  await page.goto(`${order}/do/quoted`);
  await page.getByRole("group", { name: "灯具维修人工" }).getByRole("button", { name: /增加/ }).click();
  await still(page);
  await picture(page, "app-quote");
  await phone.throwAway();
});
