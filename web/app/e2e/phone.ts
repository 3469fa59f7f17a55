/** A phone in a browser of its own, whose network can be cut and which can be switched off and on again. */

import { chromium, expect, type BrowserContext, type Page } from "@playwright/test";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { BROWSER } from "./browser";
import { Front } from "./front";
import { enrolmentCode, site } from "./site";

export const PIN = "2580";
export const PASSPHRASE = "地下室里也能工作的一句话";

export class Phone {
  private context: BrowserContext | null = null;
  private clock = 0;

  private constructor(
    private readonly profile: string,
    readonly address: string,
    private readonly line: Front | null,
  ) {}

  /** `front`: what stands between this phone and the site; the site itself when absent. */
  static async make(front?: Front): Promise<Phone> {
    const { address } = await site();
    const own = !front && process.env.UNDERCROFT_APP ? await Front.before(address) : null;
    const origin = (front ?? own)?.address ?? address;
    return new Phone(await mkdtemp(join(tmpdir(), "undercroft-phone-")), `${origin}/app/`, own);
  }

  /** Starts the browser with what it had kept. `clock`: how wrong the phone's clock is, in milliseconds. */
  async on({ network = true, clock = 0 } = {}): Promise<Page> {
    this.clock = clock;
    this.context = await chromium.launchPersistentContext(this.profile, {
      ...BROWSER,
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      locale: "zh-CN",
    });
    await this.context.setOffline(!network);
    if (clock) await this.context.addInitScript(setClock, clock);
    return this.context.pages()[0] ?? this.context.newPage();
  }

  async network(there: boolean): Promise<void> {
    await this.context?.setOffline(!there);
  }

  /** Ends the browser, as a phone that is switched off. */
  async off(): Promise<void> {
    await this.context?.close();
    this.context = null;
  }

  /** The battery is empty: the browser has no moment to put anything away. */
  async dies(): Promise<void> {
    const context = this.context;
    const browser = context?.browser();
    if (!context || !browser) throw new Error("the phone is off");
    const tools = await browser.newBrowserCDPSession();
    const { processInfo } = await tools.send("SystemInfo.getProcessInfo");
    const gone = new Promise((resolve) => context.once("close", resolve));
    for (const { type, id } of processInfo) if (type === "browser") process.kill(id, "SIGKILL");
    await gone;
    this.context = null;
  }

  /** Everything that the browser has put on the phone's disk, by its path below the browser's folder. */
  async files(): Promise<Map<string, Buffer>> {
    const found = await readdir(this.profile, { recursive: true, withFileTypes: true });
    const paths = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    const read = async (path: string) => [relative(this.profile, path), await readFile(path)] as const;
    return new Map(await Promise.all(paths.map(read)));
  }

  async throwAway(): Promise<void> {
    await this.off();
    await this.line?.end();
    await rm(this.profile, { recursive: true, force: true });
  }

  /** Starts the browser, opens what is sealed and waits for the day's list. */
  async opened(how: { network?: boolean; clock?: number } = {}): Promise<Page> {
    const page = await this.on(how);
    await page.goto(this.address);
    await this.unlock(page);
    await expect(page.getByRole("heading", { name: "今日工单" })).toBeVisible({ timeout: 60_000 });
    return page;
  }

  /** Enrols a technician, sets a PIN and waits until the app is kept on the device. */
  async enrol(page: Page, user: string): Promise<void> {
    const { password } = await site();
    await page.goto(this.address);
    await page.getByLabel("邀请码、链接或二维码文字").fill(await enrolmentCode(user));
    await page.getByLabel("密码").fill(password);
    await page.getByRole("button", { name: "登记本机" }).click();
    await expect(page.getByRole("heading", { name: "今日工单" })).toBeVisible();
    await this.setPin(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.goto(`${this.address}#/`);
  }

  private async setPin(page: Page): Promise<void> {
    await page.goto(`${this.address}#/pin`);
    const phrase = page.getByLabel("口令", { exact: true });
    const choice = page.getByText("口令(至少 12 个字符)");
    await expect(phrase.or(choice).first()).toBeVisible();
    if (await choice.isVisible()) await choice.click();
    await phrase.fill(PASSPHRASE);
    await page.getByRole("button", { name: "继续" }).click();
    await typePin(page);
    await page.getByRole("button", { name: "继续" }).click();
    await typePin(page);
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByRole("heading", { name: "设置", exact: true })).toBeVisible({ timeout: 60_000 });
  }

  /** Opens the sealed data after a start. */
  async unlock(page: Page, { tap = true } = {}): Promise<void> {
    await page.getByLabel("口令", { exact: true }).fill(PASSPHRASE);
    // The worker has nothing open yet, so nothing in it has read a clock. The service worker reads none at all.
    if (this.clock) for (const worker of page.workers()) await worker.evaluate(setClock, this.clock);
    await typePin(page);
    if (tap) await page.getByRole("button", { name: "解锁" }).click();
  }
}

/** Sets the clock of a page or worker wrong. */
function setClock(wrong: number) {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...of: unknown[]) {
      super(...((of.length > 0 ? of : [Right.now() + wrong]) as [number]));
    }
    static override now() {
      return Right.now() + wrong;
    }
  } as DateConstructor;
}

async function typePin(page: Page): Promise<void> {
  for (const digit of PIN) await page.getByRole("button", { name: digit, exact: true }).click();
}

/** The one big button at the foot of a page. */
export function next(page: Page) {
  return page.getByRole("region", { name: "下一件事" }).getByRole("button");
}

/** Draws a line with a finger. */
export async function draw(page: Page): Promise<void> {
  const pad = page.locator("svg.pad");
  await pad.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await pad.boundingBox();
  if (!box) throw new Error("there is no pad");
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.15, 0.6));
  await page.mouse.down();
  for (const [x, y] of [
    [0.3, 0.2],
    [0.45, 0.7],
    [0.6, 0.3],
    [0.8, 0.6],
  ] as const) {
    await page.mouse.move(...at(x, y), { steps: 4 });
  }
  await page.mouse.up();
}
