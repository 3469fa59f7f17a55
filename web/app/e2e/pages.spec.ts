/** Every page by axe, in light and dark and in the three languages; nothing cut or too small to hit on a phone. */

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Phone } from "./phone";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOOKS = (["zh-Hans", "zh-Hant", "en"] as const).flatMap((language) =>
  (["light", "dark"] as const).map((theme) => ({ language, theme })),
);

/** What can't be read or hit on a narrow screen. */
function misfits(): string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is wider than the screen");
  for (const one of document.querySelectorAll("a, button, label.choice, select, summary, .box")) {
    const box = one.getBoundingClientRect();
    if (box.width > 0 && box.height > 0 && box.height < 44) found.push(`too small: ${one.textContent}`);
  }
  for (const one of document.querySelectorAll("main *")) {
    const cut = one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible";
    if (one.childElementCount === 0 && one.clientWidth > 0 && cut) found.push(`cut: ${one.textContent}`);
  }
  return found;
}

async function everyPage(page: Page, address: string): Promise<string[]> {
  await page.goto(`${address}#/`);
  const card = page.locator("a.card[href*='order/']");
  await expect(card.first()).toBeVisible();
  const all = await card.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const orders = all.slice(0, 3);
  const first = orders[0] ?? "";
  const forms = [
    "tools_checked",
    "appointment_confirmed",
    "waiting",
    "cancel_requested",
    "finding",
    "quoted",
    "price_confirmed",
    "inspection_result",
    "customer_signed",
    "damage_reported",
    "photo_added",
    "material_received",
    "tool_loaned",
    "note",
  ];
  return [
    "#/",
    ...orders,
    ...["work", "goods", "conflicts", "step/LMP/LMP-1", "step/LMP/LMP-2", "step/LMP/LMP-15"].map(
      (part) => `${first}/${part}`,
    ),
    ...forms.map((form) => `${first}/do/${form}`),
    ...["#/goods", "#/kit/issue_kit", "#/kit/transfer_kit", "#/ticket", "#/exchange"],
    ...["#/outbox", "#/settings", "#/prices", "#/pin", "#/login", "#/order/nobody"],
  ];
}

async function check(page: Page, name: string) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect
    .soft(
      violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`),
      name,
    )
    .toEqual([]);
  expect.soft(await page.evaluate(misfits), name).toEqual([]);
}

async function look(page: Page, { language, theme }: (typeof LOOKS)[number]) {
  await page.evaluate(
    (kept) => localStorage.setItem("undercroft.preferences", kept),
    JSON.stringify({ language, theme, font: "normal" }),
  );
}

test("every page is accessible in every look, before and after enrolling", async () => {
  test.setTimeout(1_800_000);
  const phone = await Phone.make();
  const page = await phone.on();
  await page.goto(phone.address);
  for (const one of LOOKS) {
    await look(page, one);
    await page.reload();
    await expect(page.locator("h1")).toBeVisible();
    await check(page, `enrolment, ${one.language}, ${one.theme}`);
  }
  await look(page, { language: "zh-Hans", theme: "light" });
  await phone.enrol(page, "zhanglei");
  const pages = await everyPage(page, phone.address);
  for (const one of LOOKS) {
    await look(page, one);
    await page.reload();
    if (await page.locator(".keys").isVisible()) await check(page, `locked, ${one.language}, ${one.theme}`);
    for (const path of pages) {
      await page.goto(`${phone.address}${path}`);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator("[role=status].stack")).toHaveCount(0);
      await check(page, `${path}, ${one.language}, ${one.theme}`);
    }
  }
  await phone.throwAway();
});
