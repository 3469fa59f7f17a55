/**
 * A day on which the line breaks: two phones and the dispatch desk, each in a browser of its own. What people did without
 * knowing of each other meets at the end, and nothing that was recorded is lost or there twice.
 */

import { expect, test, type Page } from "@playwright/test";
import { Desk, closeOffice } from "./desk";
import { Front } from "./front";
import { journal, version, view } from "./office";
import { Phone, next } from "./phone";
import { site } from "./site";
import * as work from "./work";

test.afterAll(closeOffice);

/** Entries by their kinds. */
async function kinds(order: string): Promise<string[]> {
  return (await journal(order)).map((line) => line.kind).sort();
}

function times(all: readonly string[], kind: string): number {
  return all.filter((one) => one === kind).length;
}

/** The board that has been open since the morning shows a change by itself. */
async function seen(desk: Desk, board: Page, number: string, words: string | RegExp) {
  await expect(desk.line(number, board)).toContainText(words, { timeout: 20_000 });
  expect(await board.evaluate(() => "since_morning" in window)).toBe(true);
}

test("two technicians and a dispatcher work through a day of broken lines", async () => {
  test.setTimeout(400_000);
  const { address } = await site();
  const lines = [await Front.before(address), await Front.before(address)] as const;
  const [toLi, toWang] = lines;
  const [li, wang] = [await Phone.make(toLi), await Phone.make(toWang)];

  // Morning: the desk has its board open and takes three calls.
  const desk = await Desk.signIn("zhoumin");
  const board = await desk.beside("/");
  await board.evaluate(() => Object.assign(window, { since_morning: true }));
  const day = Date.now() % 100_000;
  const call = (place: number, content: string) =>
    desk.register({ customer: "孙女士", unit: `7-${day}${place}`, content });
  const lamp = await call(1, "书房灯闪");
  const hall = await call(2, "门厅灯不亮");
  const stairs = await call(3, "楼梯灯不亮");
  await desk.assign(lamp.id, "李强");
  await desk.assign(stairs.id, "李强");
  await desk.assign(hall.id, "王伟");
  await seen(desk, board, hall.number, "王伟");

  let liPage = await li.on();
  await li.enrol(liPage, "liqiang");
  const wangPage = await wang.on();
  await wang.enrol(wangPage, "wangwei");

  // Li takes both slips. The line breaks while the second one is on its way up.
  const lampSlip = await work.open(liPage, lamp.number);
  await work.receive(liPage, lampSlip);
  await seen(desk, board, lamp.number, "已接单");
  const stairsSlip = await work.open(liPage, stairs.number);
  const upCut = toLi.cut("in the request");
  await work.receive(liPage, stairsSlip);
  await upCut;
  expect(times(await kinds(stairs.id), "slip_received")).toBe(0);
  await work.packTools(liPage, stairsSlip);
  await work.arrive(liPage, stairsSlip);

  // Wang's slip does arrive, but his phone never hears of it.
  const hallSlip = await work.open(wangPage, hall.number);
  const unheard = toWang.cut("before the answer");
  await work.receive(wangPage, hallSlip);
  await unheard;
  await seen(desk, board, hall.number, "已接单");
  await work.packTools(wangPage, hallSlip);
  await work.arrive(wangPage, hallSlip);

  // His page is gone in the middle of a sentence, as when the phone needs the memory for its camera.
  await wangPage.goto(`${hallSlip}/do/finding`);
  const sentence = wangPage.getByLabel("查明的情况:坏在哪里,要做什么");
  await sentence.fill("启辉器坏,镇流器也");
  await expect(sentence).toHaveValue("启辉器坏,镇流器也");
  // It is kept a moment after the last key.
  await wangPage.waitForTimeout(1_500);
  await wangPage.reload();
  await wang.unlock(wangPage);
  await expect(sentence).toHaveValue("启辉器坏,镇流器也", { timeout: 60_000 });
  await sentence.fill("启辉器坏,镇流器也发烫");
  await next(wangPage).click();
  await work.savedAndLeft(wangPage);
  await work.agreePrice(wangPage, hallSlip);
  await work.repair(wangPage, hallSlip, ["LMP-1"]);

  // Li's battery is empty in the middle of the work; without a network the phone starts again where it was.
  await work.packTools(liPage, lampSlip);
  await work.arrive(liPage, lampSlip);
  await work.find(liPage, lampSlip, "启辉器玻管发黑");
  await work.agreePrice(liPage, lampSlip);
  await work.repair(liPage, lampSlip, work.LAMP_STEPS.slice(0, 4));
  const before = await work.timeline(liPage, lampSlip);
  await li.dies();
  liPage = await li.opened();
  expect(await work.timeline(liPage, lampSlip)).toEqual(before);
  await work.repair(liPage, lampSlip, work.LAMP_STEPS.slice(4));
  await work.handOver(liPage, lampSlip);
  const lampDone = await work.timeline(liPage, lampSlip);

  // Meanwhile the desk knows nothing of all this: it gives the stairs to Wang and cancels the hall.
  await desk.assign(stairs.id, "王伟", "李师傅没有回音");
  await desk.cancel(hall.id, "客户来电说不修了");
  await seen(desk, board, stairs.number, "王伟");

  // Both come back into the network; Li's first answer breaks off in the middle.
  toLi.restore();
  const downCut = toLi.cut("in the answer");
  await work.syncNow(liPage);
  await downCut;
  await expect(liPage.getByText("等待发送").first()).toBeVisible();
  toLi.restore();
  await work.syncAll(liPage);
  toWang.restore();
  await work.syncAll(wangPage);
  await work.syncAll(liPage);
  await seen(desk, board, lamp.number, "已签字");

  // Whoever had arrived keeps the order (COL-05); a cancellation during paid work waits for a person (COL-03).
  const given = await desk.conflict(stairs.id, "COL-05");
  await expect(given.locator(".side.counts").filter({ hasText: "到场" })).toContainText("李强");
  await expect(given.locator(".side").filter({ hasText: "李师傅没有回音" })).toContainText("王伟");
  await expect(given.locator(".ruling")).toContainText("原维修人员继续负责");
  await expect(desk.page.locator(".top")).toContainText("李强");
  const cancelled = await desk.conflict(hall.id, "COL-03");
  await expect(cancelled.locator(".side").first()).toContainText("客户来电说不修了");
  await expect(cancelled.locator(".side").last()).toContainText("¥30.00");
  await seen(desk, board, hall.number, "待裁定");

  await liPage.goto(`${stairsSlip}/conflicts`);
  const forLi = liPage.locator("section.card").filter({ hasText: "COL-05" });
  await expect(forLi).toContainText("李强");
  await expect(forLi).toContainText("王伟");
  await wangPage.goto(`${hallSlip}/conflicts`);
  const forWang = wangPage.locator("section.card").filter({ hasText: "COL-03" });
  await expect(forWang).toContainText("客户来电说不修了");
  await expect(forWang).toContainText("30.00");

  // Everything is there once: on the server, on the phones, and after another sync.
  const all = [lamp.id, stairs.id, hall.id];
  const atServer = await Promise.all(all.map(journal));
  for (const [order, once] of [
    [lamp.id, ["slip_received", "tools_checked", "arrived", "finding", "quoted", "price_confirmed"]],
    [lamp.id, ["work_finished", "inspection_result", "customer_signed"]],
    [stairs.id, ["slip_received", "tools_checked", "arrived"]],
    [hall.id, ["slip_received", "tools_checked", "arrived", "finding", "quoted", "price_confirmed"]],
    [hall.id, ["cancel_requested"]],
  ] as const) {
    const there = await kinds(order);
    for (const kind of once) expect.soft(times(there, kind), `${kind} of ${order}`).toBe(1);
  }
  const steps = (await journal(lamp.id)).map((line) => line.data.step).filter((step) => step !== undefined);
  expect(new Set(steps)).toEqual(new Set(work.LAMP_STEPS));
  expect(await work.timeline(liPage, lampSlip)).toEqual(lampDone);
  // The server's word on when something arrived stands beside that on a phone, and is no line of its own there.
  const [ofLamp, , ofHall] = atServer.map((lines) => lines.filter((line) => line.kind !== "received"));
  expect(lampDone).toHaveLength(ofLamp?.length ?? 0);
  expect(await work.timeline(wangPage, hallSlip)).toHaveLength(ofHall?.length ?? 0);

  const versions = await Promise.all(all.map(version));
  await work.syncAll(liPage);
  await work.syncAll(wangPage);
  expect(await Promise.all(all.map(journal))).toEqual(atServer);
  expect(await Promise.all(all.map(version))).toEqual(versions);
  expect(await work.timeline(liPage, lampSlip)).toEqual(lampDone);
  expect((await view(lamp.id)).order.state).toBe("signed");

  await Promise.all([desk.leave(), li.throwAway(), wang.throwAway()]);
  await Promise.all(lines.map((line) => line.end()));
});
