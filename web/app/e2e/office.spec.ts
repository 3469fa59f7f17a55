/**
 * The office's pages in a real browser: by axe on a phone and on a desk, and the field on which a customer signs. With
 * `UNDERCROFT_EVERY_LOOK=1` in three languages, light and dark, on three sizes.
 */

import { AxeBuilder } from "@axe-core/playwright";
import { chromium, expect, test, type Browser, type Page } from "@playwright/test";
import { BROWSER } from "./browser";
import { site } from "./site";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
type Look = { language: string; colorScheme: "light" | "dark"; viewport: { width: number; height: number } };
const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
];
const PLAIN: Look = { language: "zh-Hans", colorScheme: "light", viewport: { width: 360, height: 740 } };
const USUAL: Look[] = [
  PLAIN,
  { language: "en", colorScheme: "dark", viewport: { width: 1440, height: 900 } },
];
const EVERY = ["zh-Hans", "zh-Hant", "en"].flatMap((language) =>
  (["light", "dark"] as const).flatMap((colorScheme) =>
    SIZES.map((viewport): Look => ({ language, colorScheme, viewport })),
  ),
);
const LOOKS = process.env.UNDERCROFT_EVERY_LOOK ? EVERY : USUAL;
const MANAGER = [
  ...["/", "/orders/new", "/incidents", "/incidents/new", "/follow-up", "/statistics", "/compliance"],
  ...[
    "/finance",
    "/directory?q=2",
    "/store",
    "/store?code=machao",
    "/store?code=NOSUCH-9",
    "/procedures",
    "/procedures/ACU",
    "/procedures/ACU/edit",
  ],
  ...["/complaints", "/complaints/new", "/complaints/kinds", "/departments", "/departments/environment"],
  ...[
    "/matters",
    "/matters/new",
    "/matters/new?form=superior_call",
    "/duties",
    "/posts",
    "/work-log",
    "/fees",
  ],
  ...["/watch", "/notices", "/nowhere"],
];
const DESK = ["/desk/batch", "/demand"];
const HEAD = ["/audit", "/audit?kind=device_enrolled"];

let browser: Browser;

test.beforeAll(async () => {
  browser = await chromium.launch(BROWSER);
});

test.afterAll(async () => {
  await browser.close();
});

async function signedIn(user: string, look: Look): Promise<Page> {
  const { address, password } = await site();
  const { viewport, colorScheme, language } = look;
  const context = await browser.newContext({ baseURL: address, viewport, colorScheme });
  const page = await context.newPage();
  await page.goto(`/login?lang=${language}`);
  await check(page, `sign-in, ${language}`);
  await page.locator("input[name=user]").fill(user);
  await page.locator("input[name=password]").fill(password);
  await page.locator("main form button").click();
  await expect(page.locator("form.who")).toBeVisible();
  return page;
}

async function check(page: Page, name: string) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const told = violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  expect.soft(told, name).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect.soft(wider, `${name} is wider than the screen`).toBe(false);
}

/** The pages of the first few things that a list links to. */
async function linked(page: Page, list: string, start: string, most: number): Promise<string[]> {
  await page.goto(list);
  const found = await page
    .locator(`main a[href^='${start}']`)
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set(found)].slice(0, most);
}

for (const look of LOOKS) {
  test(`the office's pages are accessible, ${look.language}, ${look.colorScheme}, ${look.viewport.width}`, async () => {
    test.setTimeout(900_000);
    const manager = await signedIn("lintao", look);
    const more = [
      ...(await linked(manager, "/", "/orders/", 6)),
      ...(await linked(manager, "/finance", "/finance/", 2)),
      ...(await linked(manager, "/store", "/store/items/", 1)),
      ...(await linked(manager, "/complaints?state=open", "/complaints/", 2)),
      ...(await linked(manager, "/matters?kind=trusteeship", "/matters/", 1)),
      ...(await linked(manager, "/matters?kind=move_in", "/matters/", 1)),
    ];
    for (const path of [...MANAGER, ...more]) {
      await manager.goto(path);
      await check(manager, `${path}, ${look.language}`);
    }
    await manager.context().close();
    const desk = await signedIn("zhoumin", look);
    for (const path of DESK) {
      await desk.goto(path);
      await check(desk, `${path}, ${look.language}`);
    }
    await desk.context().close();
    const head = await signedIn("huangjianguo", look);
    for (const path of HEAD) {
      await head.goto(path);
      await check(head, `${path}, ${look.language}`);
    }
    await head.context().close();
  });
}

test("a customer signs a follow-up on the page with a pointer", async () => {
  const page = await signedIn("zhoumin", PLAIN);
  const [order] = await linked(page, "/follow-up", "/orders/", 1);
  await page.goto(order ?? "");
  const form = page.locator("form:has(input[name=command][value=follow_up])");
  const pad = form.locator("[data-pad]");
  await expect(pad).toBeHidden();
  await form.locator("input[name=way][value=on_site]").check();
  await expect(pad).toBeVisible();
  const area = pad.locator("svg");
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  if (!box) throw new Error("the field has no place on the page");
  const at = (x: number, y: number) => page.mouse.move(box.x + box.width * x, box.y + box.height * y);
  await at(0.1, 0.5);
  await page.mouse.down();
  await at(0.4, 0.2);
  await at(0.8, 0.7);
  await page.mouse.up();
  const strokes = await form.locator("input[name=strokes]").inputValue();
  expect(strokes).toMatch(/^M\d+ \d+( L\d+ \d+){2,}$/);
  await form.locator("input[name=satisfied][value=yes]").check();
  await form.locator("[name=opinion]").fill("修得好");
  await form.locator("button.main").click();
  await expect(page.locator(`path[d='${strokes}']`).first()).toBeAttached();
  await expect(page.getByText("修得好").first()).toBeVisible();
  await page.context().close();
});
