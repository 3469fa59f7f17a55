/** A collector at a customer's door: the prepared receipt, the customer's word for each line, the money, and the office. */

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Desk, closeOffice } from "./desk";
import { Phone, next } from "./phone";
import * as work from "./work";

const RECEIPT = "SJ-9001";

test.afterAll(closeOffice);

async function accessible(page: Page) {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`),
    ).toEqual([]);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
}

async function openAccount(page: Page, phone: Phone) {
  await page.goto(`${phone.address}#/fees`);
  await page.getByRole("link").filter({ hasText: "K-009" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("管理费账户 K-009");
}

test("fee_11 a collector takes money without a network, after the customer has confirmed each line", async () => {
  const phone = await Phone.make();
  let page = await phone.on();
  await phone.enrol(page, "xiejun");
  await work.syncAll(page);
  await phone.network(false);

  await page.goto(`${phone.address}#/`);
  await expect(page.getByRole("link", { name: "上门收费" })).toContainText("1 户待上门");
  await page.getByRole("link", { name: "上门收费" }).click();
  const card = page.getByRole("link").filter({ hasText: "K-009" });
  for (const told of ["1栋0501", "业主 郑先生", "接待人 李阿姨", "¥360.00", RECEIPT]) {
    await expect(card).toContainText(told);
  }
  await accessible(page);
  await openAccount(page, phone);
  await accessible(page);

  await page.getByRole("link", { name: "收据作废" }).click();
  await next(page).click();
  await expect(page.getByRole("alert")).toHaveText("请先填完必填的内容。");

  await openAccount(page, phone);
  await page.getByRole("link", { name: "收款", exact: true }).click();
  await expect(page.getByLabel("管理费(元)")).toHaveValue("360.00");
  await page.getByText("现金", { exact: true }).click();
  await next(page).click();
  await expect(page.getByRole("alert")).toContainText("请先让客户核对姓名、地址、已缴费用、应缴月份与金额");
  await expect(page.getByText("业主姓名:郑先生")).toBeVisible();
  await expect(page.getByText("地址:1栋0501")).toBeVisible();
  const ticks = page.getByRole("checkbox");
  await expect(ticks).toHaveCount(6);
  for (const tick of await ticks.all()) await tick.check();
  // Another amount is confirmed anew; what is no amount is none.
  await page.getByLabel("管理费(元)").fill("300");
  await expect(page.getByLabel("本次缴纳:管理费 300.00 元")).not.toBeChecked();
  await next(page).click();
  await expect(page.getByRole("alert")).toContainText("请先让客户核对");
  await page.getByLabel("管理费(元)").fill("360,5");
  await expect(page.getByText("请填金额,如 360 或 360.50")).toBeVisible();
  await page.getByLabel("管理费(元)").fill("360");
  await expect(page.getByLabel("本次缴纳:管理费 360.00 元")).toBeChecked();
  await expect(page.getByText("¥360.00", { exact: true })).toBeVisible();
  await accessible(page);
  await page.waitForTimeout(1_500);
  const form = page.url();
  await phone.dies();

  page = await phone.opened({ network: false });
  await page.goto(form);
  await expect(page.getByRole("checkbox", { checked: true })).toHaveCount(6);
  await next(page).click();
  await work.saved(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("管理费账户 K-009");
  const payments = page.locator("section").filter({ hasText: "收款记录" });
  await expect(payments).toContainText(`收据 ${RECEIPT}`);
  await expect(payments).toContainText("¥360.00");
  await expect(payments).toContainText("未发送");
  await expect(page.getByRole("link", { name: "收款", exact: true })).toHaveCount(0);
  await page.getByText("已了结的上门 · 1").click();
  await expect(page.getByText("已收款", { exact: true })).toBeVisible();
  await page.goto(form);
  await expect(page.getByText("已收款", { exact: true })).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);

  const desk = await Desk.signIn("luofang");
  const paid = desk.page.locator("#payments").getByRole("link", { name: RECEIPT });
  await desk.page.goto("/fees/accounts/K-009");
  await expect(paid).toHaveCount(0);
  await phone.network(true);
  await work.syncAll(page);
  await page.goto(`${phone.address}#/fees`);
  await page.getByText("没有预约上门的账户 · 1").click();
  await page.getByRole("link").filter({ hasText: "K-009" }).click();
  await expect(payments).toContainText(RECEIPT);
  await expect(payments).not.toContainText("未发送");
  await desk.page.goto("/fees/accounts/K-009");
  await expect(paid).toBeVisible();
  await desk.leave();
  await phone.throwAway();
});
