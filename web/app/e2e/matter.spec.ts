/** A question at the gate and a move-in whose inspection finds a defect: all of it on the phone alone, without a network. */

import { expect, test, type Page } from "@playwright/test";
import { Phone, draw, next } from "./phone";
import * as work from "./work";

async function choose(page: Page, field: string, choice: string) {
  await page.getByRole("group", { name: field }).getByText(choice, { exact: true }).click();
}

async function begin(page: Page, phone: Phone, form: string, title: string, unit?: string) {
  await page.goto(`${phone.address}#/matters`);
  await expect(next(page)).toHaveText("新立事项");
  await next(page).click();
  await page.getByRole("link", { name: form }).click();
  await page.getByLabel("事由").fill(title);
  if (unit !== undefined) await page.getByLabel("栋房号").fill(unit);
  await next(page).click();
  await work.saved(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

async function save(page: Page, title: string) {
  await next(page).click();
  await work.saved(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

test("rec_02 a guard answers a question without a network, and a dead battery loses no word", async () => {
  const phone = await Phone.make();
  let page = await phone.on();
  await phone.enrol(page, "caoyang");
  await work.syncAll(page);
  await phone.network(false);

  await begin(page, phone, "接待咨询", "问停车月卡");
  await page.getByRole("link", { name: "填写:接待记录" }).click();
  await expect(page.getByText("耐心倾听")).toBeVisible();
  await choose(page, "方式", "来访");
  await choose(page, "来访或来电人", "业主或住户");
  await page.getByLabel("事由").fill("月卡怎么办");
  // What depends on the answer comes with it.
  await expect(page.getByLabel("答复内容")).toHaveCount(0);
  await choose(page, "答复", "当场答复");
  await expect(page.getByLabel("答复内容")).toBeVisible();
  await next(page).click();
  await expect(page.getByRole("alert")).toContainText("接待记录 未填:答复内容");
  await page.getByLabel("答复内容").fill("带行驶证到前台办理");
  await page.waitForTimeout(1_500);
  const form = page.url();
  await phone.dies();

  page = await phone.opened({ network: false });
  await page.goto(form);
  await expect(page.getByLabel("答复内容")).toHaveValue("带行驶证到前台办理");
  await save(page, "问停车月卡");
  await expect(page.getByText("已完成")).toBeVisible();
  await expect(page.getByText("带行驶证到前台办理")).toHaveCount(0);
  await page.getByText("接待记录 · 已填齐").click();
  await expect(page.getByText("带行驶证到前台办理")).toBeVisible();
  await page.goto(`${phone.address}#/matters`);
  await page.getByText("已结束 · 1").click();
  await expect(page.getByRole("link").filter({ hasText: "问停车月卡" })).toContainText("未发送");
  await phone.throwAway();
});

test("mov_07 an item that fails is a defect, and our own recheck is offered for it", async () => {
  const phone = await Phone.make();
  const page = await phone.on();
  await phone.enrol(page, "sunli");
  await work.syncAll(page);
  await phone.network(false);

  const title = "2-1203 入住";
  await begin(page, phone, "入住手续", title, "2-1203");
  await expect(page.getByText("请先完成:证件查验").first()).toBeVisible();
  await page.getByRole("link", { name: "填写:证件查验" }).click();
  await choose(page, "办理人", "业主本人");
  await page.getByLabel("业主姓名").fill("何女士");
  await page.getByLabel("联系方式").fill("13800000001");
  for (const paper of ["业主身份证", "入住通知单", "房屋买卖契约"]) await choose(page, paper, "是");
  await save(page, title);
  await expect(page.getByText("证件查验 · 已填齐")).toBeVisible();

  await page.getByRole("link", { name: "填写:登记与签约" }).click();
  await choose(page, "《住户登记表》已填", "是");
  await draw(page);
  await save(page, title);
  await expect(page.getByText("未填:相关规定或协议已签", { exact: true })).toBeVisible();

  await page.getByRole("link", { name: "添加:逐项验房" }).click();
  await page.getByLabel("房间").fill("厨房");
  await choose(page, "项目", "排水");
  await expect(page.getByLabel("缺陷")).toHaveCount(0);
  await choose(page, "合格", "否");
  await page.getByLabel("缺陷").fill("台盆下漏水");
  await save(page, title);
  await expect(page.getByRole("alert")).toContainText("缺陷尚未开单:台盆下漏水");
  await expect(page.getByText("厨房 · 排水 · 台盆下漏水")).toBeVisible();
  await page.getByRole("link", { name: "填写:厨房 · 排水" }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("整改后复检 · 厨房 · 排水");
  await page.goto(`${phone.address}#/matters`);
  await expect(page.getByRole("link").filter({ hasText: title })).toContainText("须立即处理");
  await phone.throwAway();
});
