/** Signed in on the office's pages, at a size and in a look. */

import { chromium, expect, type Browser, type Page } from "@playwright/test";
import { BROWSER } from "../e2e/browser";
import { site } from "../e2e/site";

export type Look = {
  language: "zh-Hans" | "zh-Hant" | "en";
  theme: "light" | "dark";
  width: number;
  height: number;
};

export function startBrowser(): Promise<Browser> {
  return chromium.launch(BROWSER);
}

export async function atTheDesk(browser: Browser, user: string, look: Look): Promise<Page> {
  const { address, password } = await site();
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: look.width, height: look.height },
    colorScheme: look.theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(`/login?lang=${look.language}`);
  await page.locator("input[name=user]").fill(user);
  await page.locator("input[name=password]").fill(password);
  await page.locator("main form button").click();
  await expect(page.locator("form.who")).toBeVisible();
  return page;
}

/** The pages of the first things that a list links to. */
export async function linked(page: Page, list: string, start: string, most: number): Promise<string[]> {
  await page.goto(list);
  const found = await page
    .locator(`main a[href^='${start}']`)
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  return [...new Set(found)].filter((path) => path !== `${start}new`).slice(0, most);
}
