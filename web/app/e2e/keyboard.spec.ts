/** A request is registered, accepted and gets its slip with the keyboard alone: no pointer is ever moved (issue 6, point 3). */

import { chromium, expect, test, type Browser, type Page } from "@playwright/test";
import { BROWSER } from "./browser";
import { site } from "./site";

/** What a desk needs for it, in keys: those of the words are counted apart, as are those of a name that is searched. */
const MOST_KEYS = 14;

let browser: Browser;
let keys = 0;

test.beforeAll(async () => {
  browser = await chromium.launch(BROWSER);
});

test.afterAll(async () => {
  await browser.close();
});

async function press(page: Page, key: string, times = 1) {
  for (let n = 0; n < times; n += 1) await page.keyboard.press(key);
  keys += times;
}

const focused = (page: Page) =>
  page.evaluate(() => {
    const one = document.activeElement;
    return one?.getAttribute("name") ?? one?.tagName.toLowerCase() ?? "";
  });

/** Signs in, by keyboard too. */
async function atTheDesk(user: string): Promise<Page> {
  const { address, password } = await site();
  const context = await browser.newContext({ baseURL: address, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto("/login?lang=zh-Hans&next=/orders/new");
  expect(await focused(page)).toBe("user");
  await page.keyboard.type(user);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/orders\/new$/);
  return page;
}

/** Finds a customer, types the words, picks the class by its first letters, registers, accepts, issues the slip. */
async function wholeOrder(page: Page, question: string, words: string) {
  keys = 0;
  await page.goto("/orders/new");
  expect(await focused(page), "the search has the focus").toBe("q");
  await page.keyboard.type(question);
  await press(page, "Enter");
  await expect(page.locator("ul.picks a").first()).toBeFocused();
  const name = await page.locator("ul.picks a b").first().innerText();
  await press(page, "Enter");
  await expect(page.locator("textarea[name=content]")).toBeFocused();
  expect(await page.locator("input[name=customer_name]").inputValue()).toBe(name);
  expect(await page.locator("input[name=unit_no]").inputValue()).not.toBe("");
  expect(await page.locator("input[name=contact]").inputValue()).not.toBe("");
  await page.keyboard.insertText(words);
  await press(page, "Tab");
  expect(await focused(page)).toBe("service_class");
  await page.keyboard.type("LMP");
  keys += 3;
  expect(await page.locator("select[name=service_class]").inputValue()).toBe("LMP");
  await press(page, "Tab", 3);
  await expect(page.locator("form[action='/orders/new'] button.main")).toBeFocused();
  await press(page, "Enter");

  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(page.locator("input[name=accepted][value=yes]"), "accepting comes next").toBeFocused();
  await press(page, "Space");
  await press(page, "Enter");
  const issue = page.locator("form:has(input[name=command][value=issue_slip]) button");
  await expect(issue, "then the slip").toBeFocused();
  await press(page, "Enter");
  await expect(page.locator("h1")).toHaveText(/\d+-\d+$/);
  await expect(page.getByText(words).first()).toBeVisible();
  await expect(page.getByText(name).first()).toBeVisible();
}

test("reg_01 a whole order by keyboard alone, from pinyin initials and from a phone number", async () => {
  const page = await atTheDesk("zhoumin");
  const began = Date.now();
  // Initials of the demo's first customer, 陈秀英, and another one's number.
  await wholeOrder(page, "cxy", "厨房日光灯不亮");
  expect(keys, "keys beside those of the question and the words").toBeLessThanOrEqual(MOST_KEYS);
  // A person types two to three keys a second; the machine's own part has to leave him that time.
  expect(Date.now() - began).toBeLessThan(30_000);
  await wholeOrder(page, "13800000002", "客厅顶灯闪烁");
  await page.context().close();
});

test("reg_01 Ctrl+Enter in the words registers, and what is missing is named without losing a word", async () => {
  const page = await atTheDesk("zhoumin");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  expect(await focused(page)).toBe("customer_name");
  for (const text of ["门口路人", "2-0402", "", "13900001111"]) {
    await page.keyboard.insertText(text);
    await page.keyboard.press("Tab");
  }
  // The time is proposed, and its parts are passed by.
  const at = page.locator("input[name=appointment_at]");
  expect(await at.inputValue()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:[03]0$/);
  for (let n = 0; n < 10 && (await focused(page)) !== "content"; n += 1) await page.keyboard.press("Tab");
  await page.keyboard.insertText("楼道灯不亮");
  await page.keyboard.press("Control+Enter");
  // The browser itself points to the class that nobody has chosen.
  await expect(page.locator("select[name=service_class]")).toBeFocused();
  expect(await page.locator("textarea[name=content]").inputValue()).toBe("楼道灯不亮");
  await page.keyboard.type("LMP");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Control+Enter");
  await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
  await expect(page.getByText("楼道灯不亮").first()).toBeVisible();
  await page.context().close();
});

test("mat_10 a scanner finds a tool and the next code without a pointer, and an unknown one stays", async () => {
  const { address, password } = await site();
  const context = await browser.newContext({ baseURL: address });
  const page = await context.newPage();
  await page.goto("/login?lang=zh-Hans&next=/store");
  await page.keyboard.type("machao");
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page.locator("input[name=code]")).toBeFocused();
  const tool = await page.locator("#tools a[href^='/store/tools/']").first().innerText();
  // A scanner types fast and ends with Enter.
  await page.keyboard.type(tool.trim());
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/store\/tools\//);
  await expect(page.locator("input[name=code]"), "ready for the next one").toBeFocused();
  await page.keyboard.type("NOSUCH-9");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("NOSUCH-9");
  await expect(page.locator("input[name=code]")).toHaveValue("NOSUCH-9");
  await expect(page.locator("input[name=code]")).toBeFocused();
  await context.close();
});
