/** Words that would be a program if a page took them for one. */

import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";
import { join } from "node:path";

export const ATTACK = `"><img src=x onerror="window.broken=1"><svg/onload=window.broken=1><script>window.broken=1</script>{{broken}}`;

/** Watches a browser: nothing of what is written into fields may run, ask for anything or be refused by the policy. */
export class Watch {
  private readonly seen: string[] = [];

  static async over(context: BrowserContext): Promise<Watch> {
    const watch = new Watch();
    await context.exposeFunction("violated", (what: string) => watch.seen.push(`policy: ${what}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const { violated } = window as unknown as { violated: (what: string) => void };
        violated(`${event.violatedDirective} ${event.blockedURI} on ${location.href}`);
      });
    });
    const look = (page: Page) => {
      page.on("dialog", (dialog) => {
        if (dialog.type() !== "beforeunload") watch.seen.push(`dialog: ${dialog.message()}`);
        void dialog.accept();
      });
      page.on("request", (request) => {
        if (request.url().endsWith("/x")) watch.seen.push(`request: ${request.url()}`);
      });
    };
    context.pages().forEach(look);
    context.on("page", look);
    return watch;
  }

  /** Nothing has run, on this page or before. */
  async quiet(page: Page, where: string): Promise<void> {
    const ran = await page.evaluate(
      () => "broken" in window || document.querySelector("img[src=x], svg[onload]") !== null,
    );
    expect(ran, `markup runs: ${where}`).toBe(false);
    expect(this.seen, where).toEqual([]);
  }
}

const PICTURE = join(import.meta.dirname, "../public/icon-192.png");

/** How long a field may be another one, because its form is being drawn anew. */
const REDRAWN = { timeout: 3_000 };

/**
 * Fills everything in: texts with the attack, choices with their first, times with a day to come. A choice may bring or take
 * fields, so it begins again when one isn't what it was.
 */
export async function fillIn(form: Locator, { numbers = ATTACK } = {}): Promise<void> {
  await expect(() => fillOnce(form, numbers)).toPass({ timeout: 60_000 });
}

async function fillOnce(form: Locator, numbers: string): Promise<void> {
  for (const field of await form.locator("input, textarea, select").all()) {
    if (!(await field.isVisible())) continue;
    const { kind, fixed, decimal } = await field.evaluate(
      (one: HTMLInputElement) => ({
        kind: one.type,
        fixed: one.readOnly || one.disabled,
        decimal: /decimal|numeric/.test(one.inputMode),
      }),
      null,
      REDRAWN,
    );
    if (fixed) continue;
    if (kind === "file") await field.setInputFiles(PICTURE, REDRAWN);
    else if (kind === "datetime-local") await field.fill(`${dayToCome()}T10:00`, REDRAWN);
    else if (kind === "date") await field.fill(dayToCome(), REDRAWN);
    else if (kind === "month") await field.fill(dayToCome().slice(0, 7), REDRAWN);
    else if (kind === "time") await field.fill("10:00", REDRAWN);
    else if (kind === "number") await field.fill("1", REDRAWN);
    else if (kind === "select-one") await choose(field);
    else if (kind === "radio") await first(form, field);
    else if (kind === "checkbox") await field.check(REDRAWN);
    else if (/text|search|tel|textarea|email|url|password/.test(kind))
      await field.fill(decimal ? numbers : ATTACK, REDRAWN);
  }
}

function dayToCome(): string {
  return new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
}

async function choose(field: Locator): Promise<void> {
  const value = await field.evaluate(
    (one: HTMLSelectElement) => [...one.options].find((option) => option.value)?.value,
    null,
    REDRAWN,
  );
  if (value !== undefined) await field.selectOption(value, REDRAWN);
}

/** The first of several that exclude each other. */
async function first(form: Locator, field: Locator): Promise<void> {
  const name = await field.getAttribute("name", REDRAWN);
  const chosen = form.locator(`input[name=${JSON.stringify(name)}]:checked`);
  if ((await chosen.count()) === 0) await field.check(REDRAWN);
}
