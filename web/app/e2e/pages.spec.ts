/**
 * Every page by axe; nothing cut or too small to hit on a phone. Two looks and a tablet; with `UNDERCROFT_EVERY_LOOK=1` light
 * and dark in the three languages.
 */

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Phone } from "./phone";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PHONE = { width: 360, height: 740 };
const TABLET = { width: 768, height: 1024 };
const USUAL = [
  { language: "zh-Hans", theme: "light", size: PHONE },
  { language: "en", theme: "dark", size: PHONE },
  { language: "zh-Hant", theme: "light", size: TABLET },
];
const EVERY = ["zh-Hans", "zh-Hant", "en"].flatMap((language) =>
  ["light", "dark"].flatMap((theme) => [PHONE, TABLET].map((size) => ({ language, theme, size }))),
);
const LOOKS = process.env.UNDERCROFT_EVERY_LOOK ? EVERY : USUAL;

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
    ...["#/complaints", "#/complaint/new", "#/matters", "#/matter/new", "#/matter/new/enquiry", "#/fees"],
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

async function look(page: Page, { language, theme, size }: (typeof LOOKS)[number]) {
  await page.setViewportSize(size);
  await page.evaluate(
    (kept) => localStorage.setItem("undercroft.preferences", kept),
    JSON.stringify({ language, theme, font: "normal" }),
  );
}

function name({ language, theme, size }: (typeof LOOKS)[number]): string {
  return `${language}, ${theme}, ${size.width}`;
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
    await check(page, `enrolment, ${name(one)}`);
  }
  await look(page, { language: "zh-Hans", theme: "light", size: PHONE });
  await phone.enrol(page, "zhanglei");
  const pages = await everyPage(page, phone.address);
  for (const one of LOOKS) {
    await look(page, one);
    await page.reload();
    if (await page.locator(".keys").isVisible()) await check(page, `locked, ${name(one)}`);
    for (const path of pages) {
      await page.goto(`${phone.address}${path}`);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator("[role=status].stack")).toHaveCount(0);
      await check(page, `${path}, ${name(one)}`);
    }
  }
  await phone.throwAway();
});
