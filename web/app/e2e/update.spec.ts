/** A new version is offered and never taken while a form is half-filled; a captive portal can't replace the app. */

import { expect, test } from "@playwright/test";
import { Front } from "./front";
import { Phone } from "./phone";
import { site } from "./site";

test("the app is updated only when nothing is half-filled", async () => {
  const front = await Front.before((await site()).address);
  const phone = await Phone.make(front);
  const page = await phone.on();
  await phone.enrol(page, "chengang");
  await page.reload();
  await phone.unlock(page);
  await expect(page.getByRole("heading", { name: "今日工单" })).toBeVisible({ timeout: 60_000 });
  await page.goto(`${phone.address}#/ticket`);
  await page.getByRole("textbox").fill("half of a ticket");
  await expect(page.getByRole("textbox")).toHaveValue("half of a ticket");

  front.publish();
  await page.goto(`${phone.address}#/settings`);
  await page.getByRole("button", { name: "检查更新" }).click();
  await expect(page.getByText("有新版本。请先完成或丢弃填了一半的表单。")).toBeVisible();
  await expect(page.getByRole("button", { name: "更新", exact: true })).toBeDisabled();

  await page.getByRole("button", { name: "全部丢弃" }).click();
  const reloaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "更新", exact: true }).last().click();
  await reloaded;
  await phone.unlock(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("有新版本")).toHaveCount(0);
  await phone.throwAway();
  await front.end();
});

test("a captive portal that answers 200 with its own page changes nothing", async () => {
  const front = await Front.before((await site()).address);
  const phone = await Phone.make(front);
  const page = await phone.on();
  await phone.enrol(page, "zhaoyong");
  front.portal(true);
  await page.reload();
  await phone.unlock(page);
  await expect(page.getByRole("heading", { name: "今日工单" })).toBeVisible({ timeout: 60_000 });
  await page.goto(`${phone.address}#/outbox`);
  await page.getByRole("button", { name: "现在同步" }).click();
  await expect(page.getByText(/回答的不是本站服务器/).first()).toBeVisible();
  front.portal(false);
  await page.getByRole("button", { name: "现在同步" }).click();
  await expect(page.getByText("全部已发送")).toBeVisible();
  await phone.throwAway();
  await front.end();
});
