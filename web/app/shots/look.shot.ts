/**
 * Every page at each size, in light and dark and in each language, for people to look at: `target/screenshots`.
 * `UNDERCROFT_LOOK` narrows it, such as `en dark 360` or `/store`.
 */

import { expect, test, type Page } from "@playwright/test";
import { join } from "node:path";
import { Phone } from "../e2e/phone";
import { atTheDesk, linked, startBrowser, type Look } from "./office";

const FOLDER = join(import.meta.dirname, "../../../target/screenshots");
const SIZES = [
  [360, 740],
  [768, 1024],
  [1440, 900],
] as const;
const LOOKS: Look[] = (["zh-Hans", "zh-Hant", "en"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((theme) =>
    SIZES.map(([width, height]) => ({ language, theme, width, height })),
  ),
);
const WANTED = (process.env.UNDERCROFT_LOOK ?? "").split(" ").filter(Boolean);

const MANAGER = [
  ...[
    "/",
    "/?queue=conflicts",
    "/?queue=late_arrivals",
    "/?q=nothing-like-this",
    "/orders/new",
    "/incidents",
  ],
  ...["/incidents/new", "/follow-up", "/statistics", "/compliance", "/finance", "/directory?q=2"],
  ...["/procedures", "/procedures/ACU", "/procedures/ACU/edit", "/watch", "/notices", "/nowhere"],
];
const OTHERS = {
  zhoumin: ["/desk/batch", "/demand", "/directory"],
  machao: ["/store"],
  admin: ["/people"],
  luofang: ["/fees", "/fees/accounts/K-002"],
};
const APP = [
  ...["#/", "#/goods", "#/kit/issue_kit", "#/ticket", "#/exchange", "#/outbox", "#/settings", "#/prices"],
  ...["#/pin", "#/order/nobody", "#/incidents", "#/incident/new"],
  ...["#/complaints", "#/complaint/new", "#/matters", "#/matter/new", "#/matter/new/enquiry", "#/fees"],
];
const FORMS = [
  "tools_checked",
  "waiting",
  "quoted",
  "price_confirmed",
  "inspection_result",
  "customer_signed",
];

const WORDS = WANTED.filter((one) => !/[/#]/.test(one));
const PATHS = WANTED.filter((one) => /[/#]/.test(one));

/** True when nothing was asked for in particular, or this was. */
function isWanted(look: Look): boolean {
  return WORDS.every((word) => [look.language, look.theme, String(look.width)].includes(word));
}

function isWantedPage(path: string): boolean {
  return PATHS.length === 0 || PATHS.includes(path);
}

async function picture(page: Page, look: Look, who: string, path: string) {
  const name = `${who}${path}`.replaceAll(/[^a-zA-Z0-9_-]+/g, "-").replace(/-$/, "");
  const folder = join(FOLDER, `${look.width}-${look.theme}-${look.language}`);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

for (const look of LOOKS) {
  const title = `${look.width}x${look.height}, ${look.theme}, ${look.language}`;
  test(`the office at ${title}`, async () => {
    test.skip(!isWanted(look), "not asked for");
    const browser = await startBrowser();
    const manager = await atTheDesk(browser, "lintao", look);
    const found = [
      ...(await linked(manager, "/", "/orders/", 3)),
      ...(await linked(manager, "/?queue=conflicts", "/orders/", 2)),
      ...(await linked(manager, "/finance", "/finance/", 2)),
    ];
    for (const path of [...MANAGER, ...found]) {
      if (!isWantedPage(path)) continue;
      await manager.goto(path);
      await picture(manager, look, "office", path);
    }
    for (const [user, paths] of Object.entries(OTHERS)) {
      const page = await atTheDesk(browser, user, look);
      for (const path of paths.filter(isWantedPage)) {
        await page.goto(path);
        await picture(page, look, user, path);
      }
      await page.context().close();
    }
    await browser.close();
  });
}

/** As another window of the app changes it: without a reload, which would lock the app. */
async function change(page: Page, { language, theme }: Look) {
  await page.evaluate(
    ([key, kept]) => {
      localStorage.setItem(key, kept);
      dispatchEvent(new StorageEvent("storage", { key }));
    },
    ["undercroft.preferences", JSON.stringify({ language, theme, font: "normal" })] as const,
  );
  await expect(page.locator(`html[lang=${language}]`)).toBeAttached();
}

test("the app in every look", async () => {
  const phone = await Phone.make();
  const page = await phone.on();
  await phone.enrol(page, "liqiang");
  await page.goto(`${phone.address}#/`);
  const card = page.locator("a.card[href*='order/']");
  await expect(card.first()).toBeVisible();
  const order = (await card.first().getAttribute("href")) ?? "#/";
  const paths = [
    ...APP,
    ...["", "/work", "/goods", "/conflicts", "/step/LMP/LMP-1", "/step/LMP/LMP-2"].map(
      (part) => order + part,
    ),
    ...FORMS.map((form) => `${order}/do/${form}`),
  ];
  for (const look of LOOKS.filter(isWanted)) {
    await page.setViewportSize(look);
    await change(page, look);
    for (const path of paths.filter(isWantedPage)) {
      await page.goto(`${phone.address}${path}`);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator("[role=status].stack")).toHaveCount(0);
      await picture(page, look, "app", path);
    }
  }
  await phone.throwAway();
});
