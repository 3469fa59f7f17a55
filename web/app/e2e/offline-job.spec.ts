/** The whole job on a phone without a network, from the slip to the signature; then the server's board shows it. */

import { expect, test } from "@playwright/test";
import { Desk } from "./desk";
import { order } from "./office";
import { Phone, next } from "./phone";
import * as work from "./work";

test("a job is done in a basement after the browser was restarted without a network", async () => {
  const { number } = await order("liqiang");
  const phone = await Phone.make();
  let page = await phone.on();
  await phone.enrol(page, "liqiang");
  await expect(page.getByRole("link").filter({ hasText: number })).toContainText("已派工");
  await phone.off();

  page = await phone.opened({ network: false });
  const slip = await work.open(page, number);
  await work.receive(page, slip);
  await work.packTools(page, slip);
  await work.arrive(page, slip);
  await expect(next(page)).toHaveText("现场查明");
  await work.find(page, slip, "启辉器玻管发黑");
  await work.agreePrice(page, slip);
  await work.repair(page, slip);
  await work.handOver(page, slip);
  await page.goto(`${phone.address}#/outbox`);
  await expect(page.getByText("等待发送").first()).toBeVisible();

  await phone.network(true);
  await work.syncAll(page);
  const desk = await Desk.signIn("zhoumin");
  await expect(desk.line(number)).toContainText(/签字/, { timeout: 30_000 });
  await desk.leave();
  await phone.throwAway();
});
