/**
 * Script in every text field stays text: on the phone and on the office's pages each form is filled with it and sent, and
 * what then shows it runs nothing.
 */

import { expect, test, type Page } from "@playwright/test";
import { Desk, closeOffice } from "./desk";
import { command, order, person } from "./office";
import { Phone, next } from "./phone";
import * as work from "./work";
import { ATTACK, Watch, fillIn } from "./words";

test.afterAll(closeOffice);

/** The forms that the phone takes, in the order in which this day sends them. */
const TAKEN = [
  ...["note", "cannot_keep_time", "appointment_confirmed", "waiting", "assignment_returned"],
  ...["finding", "price_confirmed", "damage_reported", "photo_added", "material_needed"],
  ...["inspection_result", "rework_requested", "escalation_opened", "cancel_requested", "customer_absent"],
];

/** Sends a form of the phone with the attack in all its fields; whether it was taken. */
async function send(page: Page, address: string): Promise<boolean> {
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const button = next(page);
  await expect(button).toBeVisible();
  // A choice may ask for more.
  for (let times = 0; times < 2; times += 1) await fillIn(page.locator("main"));
  if (await page.locator("input[type=file]").count())
    await expect(page.locator("figure img")).not.toHaveCount(0);
  await button.click();
  const alert = page.getByRole("alert").first();
  // What was saved leads on to another page.
  await expect(async () => expect(page.url() !== address || (await alert.isVisible())).toBe(true)).toPass();
  return page.url() !== address;
}

test("on the phone", async () => {
  const before = await order("wangwei", ATTACK);
  const during = await order("wangwei", ATTACK);
  const absent = await order("wangwei", ATTACK);
  await command(absent.id, { command: "note", text: ATTACK });
  await command(during.id, { command: "note", text: ATTACK });
  const phone = await Phone.make();
  const page = await phone.on();
  const watch = await Watch.over(page.context());
  await page.goto(phone.address);
  await expect(page.getByLabel("密码")).toBeVisible();
  await fillIn(page.locator("main"));
  await page.getByRole("button", { name: "登记本机" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await watch.quiet(page, "enrolment");
  await phone.enrol(page, "wangwei");
  const forms: string[] = [];
  const shown = async (slip: string) => {
    for (const path of ["", "/conflicts", "/goods", "/work"]) {
      await page.goto(`${slip}${path}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      if (path === "") {
        await page.getByText("经过", { exact: true }).click();
        await expect(page.locator("ol.times").getByText(ATTACK).first()).toBeVisible();
      }
      await watch.quiet(page, path);
    }
  };
  const sendAll = async (slip: string, kinds: string[]) => {
    for (const kind of kinds) {
      if (await send(page, `${slip}/do/${kind}`)) forms.push(kind);
      await watch.quiet(page, kind);
    }
    await shown(slip);
  };

  const early = await work.open(page, before.number);
  await work.receive(page, early);
  await sendAll(early, ["note", "cannot_keep_time", "appointment_confirmed", "waiting", "tool_loaned"]);
  await sendAll(early, ["material_received", "assignment_returned"]);

  const slip = await work.open(page, during.number);
  const arrived = async (address: string) => {
    await work.receive(page, address);
    await work.packTools(page, address);
    await work.arrive(page, address);
  };
  await arrived(slip);
  await sendAll(slip, ["finding"]);
  await work.quote(page, slip);
  await sendAll(slip, ["price_confirmed", "damage_reported", "photo_added", "material_needed"]);
  for (const step of work.LAMP_STEPS) {
    if (step !== "LMP-6") {
      await work.repair(page, slip, [step]);
      continue;
    }
    await page.goto(`${slip}/step/LMP/${step}`);
    await expect(page.getByLabel("拆下的规格")).toBeVisible();
    await fillIn(page.locator("main"));
    await next(page).click();
    await expect(page.getByRole("status").filter({ hasText: "已记录" })).toBeVisible();
    await watch.quiet(page, step);
  }
  await page.goto(`${slip}/do/work_finished`);
  await next(page).click();
  await expect(page.getByText("待验收")).toBeVisible();
  await sendAll(slip, ["inspection_result", "rework_requested", "escalation_opened", "cancel_requested"]);

  const third = await work.open(page, absent.number);
  await arrived(third);
  await sendAll(third, ["customer_absent", "not_repaired", "lost_or_broken", "left_site"]);

  for (const path of ["#/kit/report_kit_lost", "#/kit/transfer_kit", "#/ticket"]) {
    await page.goto(`${phone.address}${path}`);
    const button = next(page);
    await expect(button).toBeVisible();
    await fillIn(page.locator("main"));
    if (await button.isEnabled()) await button.click();
    await watch.quiet(page, path);
  }
  // Half-filled forms are named in the settings, with the page that goes on with them.
  for (const path of ["#/settings", "#/outbox", "#/goods", "#/"]) {
    await page.goto(`${phone.address}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    if (path === "#/settings") await expect(page.getByText("填了一半的表单")).toBeVisible();
    await watch.quiet(page, path);
  }
  for (const path of [`#/order/${ATTACK}`, `#/kit/${ATTACK}`, `#/order/${during.id}/step/LMP/${ATTACK}`]) {
    await page.goto(`${phone.address}${encodeURI(path)}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await watch.quiet(page, path);
  }
  await work.syncAll(page);
  expect(forms).toEqual(TAKEN);
  await phone.throwAway();
});

/** Forms by what they send, in the order of the page; those that sign out and that choose a language are none. */
async function formsOf(page: Page): Promise<string[]> {
  return page.locator("main form").evaluateAll((forms) =>
    forms.map((form) => {
      const hidden = [...form.querySelectorAll<HTMLInputElement>("input[type=hidden]")];
      const named = hidden.filter((one) => !["etag", "key"].includes(one.name)).map((one) => one.value);
      return [form.getAttribute("action") ?? "", ...named].join(" ");
    }),
  );
}

/** Fills each form of a page with the attack and sends it; gives how many could be sent. */
async function sendEvery(page: Page, path: string, watch: Watch): Promise<number> {
  await page.goto(path);
  await watch.quiet(page, path);
  let sent = 0;
  const tried = new Set<string>();
  // A form that was sent may bring others.
  for (let left = 60; left > 0; left -= 1) {
    const names = await formsOf(page);
    const at = names.findIndex((name) => !tried.has(name));
    if (at < 0) break;
    tried.add(names[at] ?? "");
    const form = page.locator("main form").nth(at);
    for (const fold of await form.locator("xpath=ancestor::details[not(@open)]").all())
      await fold.locator("> summary").click();
    if ((await form.locator("textarea, select, input:not([type=hidden])").count()) === 0) continue;
    for (const numbers of [ATTACK, "1"]) {
      await fillIn(form, { numbers });
      const button = form.locator("button:not([type=button]), input[type=submit]").first();
      if (!(await form.evaluate((one: HTMLFormElement) => one.checkValidity())) || !(await button.count()))
        break;
      const file = page.waitForEvent("download").then(() => undefined);
      await Promise.race([Promise.all([page.waitForEvent("load"), button.click()]), file]);
      sent += 1;
      await watch.quiet(page, `${path}: ${names[at] ?? ""}`);
      await page.goto(path);
      const again = await formsOf(page);
      if (!again.includes(names[at] ?? "") || !(await form.locator("[inputmode]").count())) break;
    }
    await page.goto(path);
  }
  return sent;
}

test("in the office", async () => {
  test.setTimeout(600_000);
  const given = await order("zhanglei", ATTACK);
  const { id } = given;
  const places: Record<string, string[]> = {
    zhoumin: ["/orders/new", `/orders/${id}`, "/incidents/new", "/incidents", "/demand", "/desk/batch", "/"],
    lintao: [`/orders/${id}`, "/directory", "/directory/new-building", "/directory/new-unit"].concat(
      ["/directory/new-customer", "/directory/import", "/statistics", "/follow-up", "/procedures/new"],
      ["/procedures/ACU/edit", "/finance", "/compliance", "/notices"],
    ),
    machao: ["/store", "/store/count"],
    luofang: ["/finance"],
    // Of all people one whom no other test needs: his password becomes the attack too.
    admin: ["/people", "/watch", `/people/${await person("denghui")}`],
  };
  const lists: Record<string, [string, string][]> = {
    zhoumin: [["/incidents", "/incidents/"]],
    lintao: [
      ["/directory?q=2", "/directory/units/"],
      ["/directory?q=2", "/directory/customers/"],
      ["/procedures", "/procedures/"],
    ],
    machao: [
      ["/store", "/store/items/"],
      ["/store", "/store/tools/"],
    ],
    luofang: [["/finance", "/finance/"]],
  };
  const sent: Record<string, number> = {};
  for (const [user, paths] of Object.entries(places)) {
    const desk = await Desk.signIn(user);
    const watch = await Watch.over(desk.page.context());
    for (const [list, start] of lists[user] ?? []) {
      await desk.page.goto(list);
      const link = desk.page.locator(`main a[href^='${start}']`).last();
      if (await link.count()) paths.push((await link.getAttribute("href")) ?? list);
    }
    for (const path of paths) sent[`${user} ${path}`] = await sendEvery(desk.page, path, watch);
    for (const path of [
      "/",
      `/orders/${id}`,
      "/directory?q=img",
      "/incidents",
      "/store",
      "/people",
      "/watch",
    ]) {
      await desk.page.goto(path);
      await watch.quiet(desk.page, path);
    }
    await desk.leave();
  }
  expect(Object.values(sent).reduce((sum, one) => sum + one)).toBeGreaterThan(45);
});
