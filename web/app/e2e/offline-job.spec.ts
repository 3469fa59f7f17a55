/** The whole job on a phone without a network, from the slip to the signature; then the server's board shows it. */

import { expect, test, type Page } from "@playwright/test";
import { Phone, draw, next } from "./phone";
import { newOrder, site } from "./site";

async function yes(page: Page, question: string, answer: "是" | "否") {
  await page.getByRole("group", { name: question }).getByText(answer, { exact: true }).click();
}

async function saveStep(page: Page) {
  await next(page).click();
  await expect(page.getByRole("status").filter({ hasText: "已记录" })).toBeVisible();
}

/** Every step of a fluorescent lamp with a bad starter. */
async function repairLamp(page: Page) {
  const steps: Record<string, () => Promise<void>> = {
    "LMP-1": () => yes(page, "电压正常吗?", "是"),
    "LMP-2": () => Promise.resolve(),
    "LMP-3": () => yes(page, "接触良好吗?", "是"),
    "LMP-5": async () => {
      await yes(page, "电容击穿?", "否");
      await yes(page, "玻管发黑?", "是");
    },
    "LMP-6": async () => {
      await page.getByLabel("拆下的规格").fill("FS-2");
      await page.getByLabel("装上的规格").fill("FS-2");
      await page.getByText("客户自备").click();
    },
    "LMP-7": async () => {
      for (const group of await page.locator("main fieldset").all())
        await group.getByText("否", { exact: true }).click();
    },
    "LMP-9": () => yes(page, "接触良好吗?", "是"),
    "LMP-12": async () => {
      for (const group of await page.locator("main fieldset").all())
        await group.getByText("否", { exact: true }).click();
    },
    "LMP-14": () => Promise.resolve(),
    "LMP-15": async () => {
      await page.getByRole("button", { name: /闪烁/ }).click();
      await page.getByRole("button", { name: "2", exact: true }).click();
      for (const group of await page.locator("main fieldset").all())
        await group.getByText("是", { exact: true }).click();
    },
  };
  for (const [step, fill] of Object.entries(steps)) {
    await page.goto(`${page.url().split("/step/")[0]?.split("/work")[0] ?? ""}/step/LMP/${step}`);
    await expect(page.getByText(step, { exact: true }).first()).toBeVisible();
    await fill();
    await saveStep(page);
  }
}

test("a job is done in a basement after the browser was restarted without a network", async () => {
  const number = await newOrder("李强");
  const phone = await Phone.make();
  let page = await phone.on();
  await phone.enrol(page, "liqiang");
  await expect(page.getByRole("link").filter({ hasText: number })).toContainText("已派工");
  await phone.off();

  page = await phone.on({ network: false });
  await page.goto(phone.address);
  await phone.unlock(page);
  await expect(page.getByRole("heading", { name: "今日工单" })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("link").filter({ hasText: number }).click();
  await expect(page.locator("h1")).toHaveText(number);

  await next(page).click();
  await expect(page.getByText("已接单")).toBeVisible();
  await page.goto(`${page.url()}/do/tools_checked`);
  for (const tick of await page.getByRole("checkbox").all()) await tick.check();
  await next(page).click();
  await expect(next(page)).toHaveText("到场");
  await next(page).click();
  await expect(page.getByText("已到场")).toBeVisible();
  await expect(next(page)).toHaveText("现场查明");
  const order = page.url();

  await page.goto(`${order}/do/finding`);
  await page.getByLabel("查明的情况:坏在哪里,要做什么").fill("启辉器玻管发黑");
  await next(page).click();
  await page.goto(`${order}/do/quoted`);
  await page.getByRole("group", { name: "灯具维修人工" }).getByRole("button", { name: /增加/ }).click();
  await next(page).click();
  await expect(page.getByRole("heading", { name: "价格确认" })).toBeVisible();
  await expect(page.getByText("¥30.00").last()).toBeVisible();
  await page.getByLabel("谁代表客户同意?").fill("业主本人");
  await next(page).click();
  await expect(page.getByRole("heading", { name: number })).toBeVisible();

  await repairLamp(page);
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

  await page.goto(`${phone.address}#/outbox`);
  await expect(page.getByText("等待发送").first()).toBeVisible();

  await phone.network(true);
  await page.getByRole("button", { name: "现在同步" }).click();
  await expect(page.getByText("全部已发送")).toBeVisible({ timeout: 60_000 });

  const { address, password } = await site();
  const desk = await page.context().newPage();
  await desk.goto(`${address}/`);
  await desk.getByLabel("用户名").fill("zhoumin");
  await desk.getByLabel("密码").fill(password);
  await desk.getByRole("button", { name: "登录" }).click();
  await expect(desk.getByRole("row").filter({ hasText: number })).toContainText(/签字/, {
    timeout: 30_000,
  });
  await phone.throwAway();
});
