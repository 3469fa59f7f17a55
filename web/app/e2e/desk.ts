/** Somebody at a desk of the office: a browser of its own, its pages, its forms. */

import {
  chromium,
  expect,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from "@playwright/test";
import { BROWSER } from "./browser";
import { site } from "./site";

/** What a caller says. */
export type Call = { customer: string; unit: string; content: string };

let browser: Promise<Browser> | null = null;

/** One browser for all desks of a file. */
function office(): Promise<Browser> {
  browser ??= chromium.launch(BROWSER);
  return browser;
}

/** A window of the office's browser, with nobody signed in. */
export async function window(options: BrowserContextOptions = {}): Promise<Page> {
  const { address } = await site();
  const context = await (await office()).newContext({ baseURL: address, locale: "zh-CN", ...options });
  return context.newPage();
}

export class Desk {
  private constructor(readonly page: Page) {}

  static async signIn(user: string, options: BrowserContextOptions = {}): Promise<Desk> {
    const { password } = await site();
    const page = await window(options);
    await page.goto("/login");
    await page.locator("input[name=user]").fill(user);
    await page.locator("input[name=password]").fill(password);
    await page.locator("main form button").click();
    await expect(page.locator("form.who")).toBeVisible();
    return new Desk(page);
  }

  /** Another window of the same person. */
  async beside(path: string): Promise<Page> {
    const page = await this.page.context().newPage();
    await page.goto(path);
    return page;
  }

  /** A line of the board. */
  line(number: string, board = this.page): Locator {
    return board.getByRole("row").filter({ hasText: number });
  }

  /** Takes a call about a lamp: registered, accepted, with a slip. */
  async register({ customer, unit, content }: Call): Promise<{ id: string; number: string }> {
    const { page } = this;
    await page.goto("/orders/new");
    const form = page.locator("form.card.form");
    await form.locator("[name=customer_name]").fill(customer);
    await form.locator("[name=unit_no]").fill(unit);
    await form.locator("[name=contact]").fill("13900001234");
    await form.locator("[name=appointment_at]").fill(localTime(Date.now() + 3_600_000));
    await form.locator("[name=content]").fill(content);
    await form.locator("[name=service_class]").selectOption("LMP");
    await form.locator("button.main").click();
    await expect(page).toHaveURL(/\/orders\/[0-9a-f-]{36}$/);
    const id = page.url().split("/").at(-1) ?? "";
    await this.give(id, "judge", async (judge) => judge.locator("[name=accepted][value=yes]").check());
    await this.give(id, "issue_slip");
    const number = (await page.locator("h1").innerText()).split(/\s+/).at(-1) ?? "";
    return { id, number };
  }

  async assign(id: string, technician: string, reason?: string) {
    await this.give(id, "assign", async (form) => {
      await form.locator("[name=technician]").selectOption({ label: technician });
      if (reason !== undefined) await form.locator("[name=reason]").fill(reason);
    });
    await expect(this.page.locator(".top")).toContainText(technician);
  }

  async cancel(id: string, reason: string) {
    await this.give(id, "request_cancel", async (form) => {
      await form.locator("[name=cancelled_by][value=customer]").check();
      await form.locator("[name=reason]").fill(reason);
    });
    await expect(this.page.getByText(reason).first()).toBeVisible();
  }

  /** Fills in and sends a form of an order's page. */
  async give(id: string, command: string, fill: (form: Locator) => Promise<void> = () => Promise.resolve()) {
    const { page } = this;
    await page.goto(`/orders/${id}`);
    const form = page.locator(`form.command:has(input[name=form][value=${command}])`).first();
    const folded = form.locator("xpath=ancestor::details[not(@open)]");
    if (await folded.count()) await folded.locator("> summary").click();
    await fill(form);
    await Promise.all([page.waitForEvent("load"), form.locator("button.main").click()]);
    await expect(page.locator(".fault, .notice.refused")).toHaveCount(0);
  }

  /** What the order's page says of a collision. */
  async conflict(id: string, rule: string): Promise<Locator> {
    await this.page.goto(`/orders/${id}`);
    return this.page.locator("article.conflict").filter({ hasText: rule });
  }

  async leave() {
    await this.page.context().close();
  }
}

/** A moment as an input of a page in the site's zone (Shanghai) takes it. */
function localTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16);
}

/** Closes the office's browser; after the last test of a file. */
export async function closeOffice() {
  await (await browser)?.close();
  browser = null;
}
