/**
 * Somebody complains to a technician in the basement: taken down without a network, through an empty battery, and on the
 * office's pages after the sync.
 */

import { expect, test } from "@playwright/test";
import { Desk, closeOffice } from "./desk";
import { Phone, next } from "./phone";
import * as work from "./work";

const HAPPENED = "地下二层车库灯坏了一周,报了三次没人来";

test.afterAll(closeOffice);

test("a complaint heard without a network is on the office's console after the sync", async () => {
  const phone = await Phone.make();
  let page = await phone.on();
  await phone.enrol(page, "liqiang");
  await work.syncAll(page);
  await phone.network(false);

  await page.goto(`${phone.address}#/complaints`);
  await expect(next(page)).toHaveText("登记投诉");
  await next(page).click();
  await expect(page.getByText("绝不争辩,绝不争吵")).toBeVisible();
  await page.getByLabel("事情经过").fill(HAPPENED);
  await page.getByLabel("姓名").fill("韦女士");
  await expect(page.getByLabel("姓名")).toHaveValue("韦女士");
  // It is kept a moment after the last key; once it is read back from the store, it outlives the battery too.
  await page.waitForTimeout(1_500);
  await page.reload();
  await phone.unlock(page);
  await expect(page.getByLabel("姓名")).toHaveValue("韦女士", { timeout: 60_000 });
  await phone.dies();

  page = await phone.opened({ network: false });
  await page.goto(`${phone.address}#/complaint/new`);
  await expect(page.getByLabel("事情经过")).toHaveValue(HAPPENED);
  await expect(page.getByLabel("姓名")).toHaveValue("韦女士");
  await page.getByLabel("住户要求").fill("本周修好,并当面说明");
  await next(page).click();
  await expect(page.getByRole("alert")).toHaveText("请先填完必填的内容。");
  await page.getByText("陪同前来").click();
  await page.getByText("侵害仍在继续:先制止").click();
  await next(page).click();
  await work.saved(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("韦女士");
  await expect(page.getByRole("alert")).toContainText("先制止");

  await page.getByRole("link", { name: "登记即时措施" }).click();
  await page.getByLabel("采取了什么措施?").fill("放了两盏应急灯");
  await next(page).click();
  await work.saved(page);
  // The form has gone with its words.
  await expect(page.getByRole("textbox")).toHaveCount(0);
  await expect(page.getByText("放了两盏应急灯")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.goto(`${phone.address}#/complaints`);
  await expect(page.getByRole("link").filter({ hasText: HAPPENED })).toContainText("未发送");

  const desk = await Desk.signIn("zhoumin");
  await desk.page.goto("/complaints");
  await expect(desk.page.getByText(HAPPENED)).toHaveCount(0);
  await phone.network(true);
  await work.syncAll(page);
  await desk.page.goto("/complaints");
  await desk.page
    .locator("main a[href^='/complaints/']")
    .filter({ hasText: /韦女士|车库灯/ })
    .first()
    .click();
  await expect(desk.page.locator("main")).toContainText(HAPPENED);
  await expect(desk.page.locator("main")).toContainText("本周修好,并当面说明");
  await expect(desk.page.locator("main")).toContainText("放了两盏应急灯");
  await desk.leave();
  await phone.throwAway();
});
