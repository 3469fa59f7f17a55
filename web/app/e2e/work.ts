/** What a technician does on the phone, tap by tap. */

import { expect, type Page } from "@playwright/test";
import { draw, next } from "./phone";

/** Opens an order from the day's list; gives its address. */
export async function open(page: Page, number: string): Promise<string> {
  await page.goto(`${appOf(page)}#/`);
  await page.getByRole("link").filter({ hasText: number }).click();
  await expect(page.locator("h1")).toHaveText(number);
  return page.url();
}

function appOf(page: Page): string {
  return page.url().split("#")[0] ?? "";
}

export async function yes(page: Page, question: string, answer: "是" | "否") {
  await page.getByRole("group", { name: question }).getByText(answer, { exact: true }).click();
}

/** The app says that it is on this device. */
export async function saved(page: Page) {
  await expect(page.getByRole("status").filter({ hasText: "已保存在本机" })).toBeVisible();
}

/** What was filled in is saved: the app has left its page. The word alone may still be that of an earlier save. */
export async function savedAndLeft(page: Page) {
  await saved(page);
  await expect(page).not.toHaveURL(/\/do\//);
}

export async function receive(page: Page, order: string) {
  await page.goto(order);
  await expect(next(page)).toHaveText("接单");
  await next(page).click();
  await expect(page.getByText("已接单")).toBeVisible();
}

export async function packTools(page: Page, order: string) {
  await page.goto(`${order}/do/tools_checked`);
  await expect(page.getByRole("checkbox").first()).toBeVisible();
  for (const tick of await page.getByRole("checkbox").all()) await tick.check();
  await next(page).click();
  await expect(next(page)).toHaveText("到场");
}

export async function arrive(page: Page, order: string) {
  await page.goto(order);
  await expect(next(page)).toHaveText("到场");
  await next(page).click();
  await expect(page.getByText("已到场")).toBeVisible();
}

export async function find(page: Page, order: string, what: string) {
  await page.goto(`${order}/do/finding`);
  await page.getByLabel("查明的情况:坏在哪里,要做什么").fill(what);
  await next(page).click();
  await savedAndLeft(page);
}

/** Quotes one piece of work on lamps. */
export async function quote(page: Page, order: string) {
  await page.goto(`${order}/do/quoted`);
  await page.getByRole("group", { name: "灯具维修人工" }).getByRole("button", { name: /增加/ }).click();
  await next(page).click();
  await expect(page.getByRole("heading", { name: "价格确认" })).toBeVisible();
  await expect(page.getByText("¥30.00").last()).toBeVisible();
}

/** Quotes, and has the customer agree. */
export async function agreePrice(page: Page, order: string) {
  await quote(page, order);
  await page.getByLabel("谁代表客户同意?").fill("业主本人");
  await next(page).click();
  await expect(page.getByText("业主本人 同意")).toBeVisible();
}

const no = async (page: Page) => {
  await expect(page.locator("main fieldset").first()).toBeVisible();
  for (const group of await page.locator("main fieldset").all())
    await group.getByText("否", { exact: true }).click();
};

/** Every step of a fluorescent lamp with a bad starter. */
const LAMP: Record<string, (page: Page) => Promise<void>> = {
  "LMP-1": (page) => yes(page, "电压正常吗?", "是"),
  "LMP-2": () => Promise.resolve(),
  "LMP-3": (page) => yes(page, "接触良好吗?", "是"),
  "LMP-5": async (page) => {
    await yes(page, "电容击穿?", "否");
    await yes(page, "玻管发黑?", "是");
  },
  "LMP-6": async (page) => {
    await page.getByLabel("拆下的规格").fill("FS-2");
    await page.getByLabel("装上的规格").fill("FS-2");
    await page.getByText("客户自备").click();
  },
  "LMP-7": no,
  "LMP-9": (page) => yes(page, "接触良好吗?", "是"),
  "LMP-12": no,
  "LMP-14": () => Promise.resolve(),
  "LMP-15": async (page) => {
    await page.getByRole("button", { name: /闪烁/ }).click();
    await page.getByRole("button", { name: "2", exact: true }).click();
    // The others are asked for by what was typed.
    await expect(page.locator("main fieldset").first()).toBeVisible();
    for (const group of await page.locator("main fieldset").all())
      await group.getByText("是", { exact: true }).click();
  },
};

export const LAMP_STEPS = Object.keys(LAMP);

/** Records steps of the lamp; all where none are named. */
export async function repair(page: Page, order: string, steps = LAMP_STEPS) {
  for (const step of steps) {
    await page.goto(`${order}/step/LMP/${step}`);
    await expect(page.getByText(step, { exact: true }).first()).toBeVisible();
    await LAMP[step]?.(page);
    await next(page).click();
    await expect(page.getByRole("status").filter({ hasText: "已记录" })).toBeVisible();
  }
}

/** From the last step to the customer's signature. */
export async function handOver(page: Page, order: string) {
  await page.goto(`${order}/do/work_finished`);
  await next(page).click();
  await expect(page.getByText("待验收")).toBeVisible();
  await page.goto(`${order}/do/inspection_result`);
  await page.getByText("满意", { exact: true }).click();
  await next(page).click();
  // A satisfied customer is led on to the signature.
  await expect(page.getByText("请客户签字")).toBeVisible();
  await draw(page);
  await next(page).click();
  await expect(page.getByText("已签字").first()).toBeVisible();
}

/** Every entry of the order that the phone shows, the newest first. */
export async function timeline(page: Page, order: string): Promise<string[]> {
  await page.goto(order);
  const fold = page.locator("details").filter({ has: page.getByText("经过", { exact: true }) });
  await fold.locator("summary").click();
  const names = fold.locator("ol.times > li .strong");
  await expect(names.first()).toBeVisible();
  return names.allTextContents();
}

export async function syncNow(page: Page) {
  await page.goto(`${appOf(page)}#/outbox`);
  await page.getByRole("button", { name: "现在同步" }).click();
}

/** Sends and fetches until nothing waits. */
export async function syncAll(page: Page) {
  await syncNow(page);
  await expect(page.getByText("全部已发送")).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("button", { name: "现在同步" })).toBeVisible();
}
