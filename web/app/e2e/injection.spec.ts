/** Script in every text field stays text. */

import { expect, test } from "@playwright/test";
import { Phone, next } from "./phone";
import { order as newOrder } from "./office";

const ATTACK = `"><img src=x onerror="window.broken=1"><svg/onload=window.broken=1><script>window.broken=1</script>{{broken}}`;

test("markup in text fields is shown as text and runs nowhere", async () => {
  const { number } = await newOrder("wangwei");
  const phone = await Phone.make();
  const page = await phone.on();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await phone.enrol(page, "wangwei");
  await page.getByRole("link").filter({ hasText: number }).click();
  await expect(page.locator("h1")).toHaveText(number);
  const order = page.url();

  await page.goto(`${order}/do/note`);
  await page.getByRole("textbox").fill(ATTACK);
  await next(page).click();
  await expect(page.getByText(ATTACK, { exact: true }).first()).toBeVisible();
  await page.getByText("经过").click();

  for (const form of [
    "cannot_keep_time",
    "appointment_confirmed",
    "waiting",
    "cancel_requested",
    "finding",
    "damage_reported",
  ]) {
    await page.goto(`${order}/do/${form}`);
    for (const field of await page.getByRole("textbox").all()) await field.fill(ATTACK);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  // Half-filled forms are named in the settings, with the page that goes on with them.
  await page.goto(`${phone.address}#/settings`);
  await expect(page.getByText("填了一半的表单")).toBeVisible();

  for (const path of [
    "#/ticket",
    `#/order/${encodeURIComponent(ATTACK)}`,
    `#/kit/${encodeURIComponent(ATTACK)}`,
  ]) {
    await page.goto(`${phone.address}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (path === "#/ticket") {
      await page.getByRole("textbox").fill(ATTACK);
      await next(page).click();
      await expect(page.getByRole("alert")).toBeVisible();
    }
  }
  expect(await page.evaluate(() => "broken" in window)).toBe(false);
  await expect(page.locator("img[src=x], svg[onload]")).toHaveCount(0);
  expect(dialogs).toEqual([]);
  await phone.throwAway();
});
