/**
 * A page of another site in the browser in which a dispatcher is signed in. Whatever it sends changes nothing, whatever it asks
 * for it can't read, and it shows nothing of the office (attacks 59, 60 and 61). Two guards stand before a change, and each
 * holds alone: a cookie that the browser doesn't give to other sites' pages, and a server that asks where a request comes from.
 */

import { expect, test, type Locator, type Page } from "@playwright/test";
import { Desk, closeOffice } from "./desk";
import { journal, person } from "./office";
import { site } from "./site";
import { Office, Stranger, type Place, type Without } from "./stranger";

test.afterAll(closeOffice);

/** A form as a browser would send it. */
type Form = { action: string; fields: [string, string][] };

/** What a page of the stranger's may try, with everything that it would have to guess. */
type Booty = { id: string; word: string; forms: Record<"assign" | "cancel" | "register", Form> };

/** Words of whatever the stranger sends: they must be nowhere. */
const STRANGE = `陌生网站${Date.now()}`;

let calls = Date.now() % 1_000_000;

/** Reads a form of the dispatcher's own page, filled in and not sent. */
async function filledIn(
  desk: Desk,
  path: string,
  which: string,
  fill: (form: Locator) => Promise<void>,
): Promise<Form> {
  await desk.page.goto(path);
  const form = desk.page.locator(which).first();
  for (const fold of await form.locator("xpath=ancestor::details[not(@open)]").all())
    await fold.locator("> summary").click();
  await fill(form);
  return form.evaluate((one: HTMLFormElement) => ({
    action: one.getAttribute("action") ?? "",
    fields: [...new FormData(one)].map(([name, value]): [string, string] => [
      name,
      typeof value === "string" ? value : "",
    ]),
  }));
}

/** An order that waits to be assigned, and the forms that would change it or make another one. */
async function prepared(desk: Desk): Promise<Booty> {
  calls += 1;
  const word = `只有本办公室知道${calls}`;
  const { id } = await desk.register({ customer: "陈女士", unit: `9-${calls}`, content: word });
  const command = (name: string) => `form.command:has(input[name=form][value=${name}])`;
  const assign = await filledIn(desk, `/orders/${id}`, command("assign"), async (form) => {
    await form.locator("[name=technician]").selectOption(await person("wangwei"));
  });
  const cancel = await filledIn(desk, `/orders/${id}`, command("request_cancel"), async (form) => {
    await form.locator("[name=cancelled_by][value=customer]").check();
    await form.locator("[name=reason]").fill(STRANGE);
  });
  const register = await filledIn(desk, "/orders/new", "form.card.form", async (form) => {
    await form.locator("[name=customer_name]").fill(STRANGE);
    await form.locator("[name=unit_no]").fill(`8-${calls}`);
    await form.locator("[name=contact]").fill("13900001234");
    const soon = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 16);
    await form.locator("[name=appointment_at]").fill(soon);
    await form.locator("[name=content]").fill(STRANGE);
    await form.locator("[name=service_class]").selectOption("LMP");
  });
  return { id, word, forms: { assign, cancel, register } };
}

/** A page sends a form by itself, in its own window. */
async function submit(page: Page, address: string, form: Form, enctype: string): Promise<number> {
  const path = new URL(form.action, address).href;
  const answered = page.waitForResponse(
    (given) => given.request().method() === "POST" && given.url() === path,
  );
  const loaded = page.waitForEvent("load");
  const sent = { path, fields: form.fields, enctype };
  await page.evaluate(({ path, fields, enctype }) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: path, enctype });
    for (const [name, value] of fields) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    document.body.append(form);
    // A field may be called as the method is.
    HTMLFormElement.prototype.submit.call(form);
  }, sent);
  await loaded;
  return (await answered).status();
}

/** The forms of the office from the stranger's page, in every way that a page needs nobody's leave for; all statuses. */
async function sendForms(page: Page, home: string, address: string, forms: Form[]): Promise<number[]> {
  const statuses: number[] = [];
  for (const form of forms) {
    for (const enctype of ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]) {
      await page.goto(home);
      statuses.push(await submit(page, address, form, enctype));
    }
  }
  await page.goto(home);
  return statuses;
}

/** Sends without a form: to forms and to the interface. What the page could read of the answers, which is nothing. */
async function sendQuietly(page: Page, address: string, { id, forms }: Booty): Promise<string[]> {
  const technician = await person("wangwei");
  const now = Date.now();
  const order = {
    ...{ customer_name: STRANGE, unit_no: "7-7", contact: "1", department: null, content: STRANGE },
    ...{ appointment_at: now + 3_600_000, received_at: now, channel: "phone" },
    ...{ service_kind: "special", service_class: "LMP" },
  };
  const etag = forms.assign.fields.find(([name]) => name === "etag")?.[1] ?? "";
  const of = {
    ...{ address, etag, forms: Object.values(forms) },
    calls: [
      [`/api/v1/orders/${id}/commands`, JSON.stringify({ command: "assign", technician })],
      [`/api/v1/orders/${id}/commands`, JSON.stringify({ command: "note", text: STRANGE })],
      ["/api/v1/orders", JSON.stringify(order)],
    ] as [string, string][],
  };
  return page.evaluate(async ({ address, etag, forms, calls }) => {
    const read: string[] = [];
    const send = async (path: string, options: RequestInit) => {
      const answer = await fetch(`${address}${path}`, {
        ...{ method: "POST", credentials: "include" },
        ...options,
      }).catch(() => null);
      if (answer) read.push(await answer.text());
    };
    for (const { action, fields } of forms) {
      const body = new URLSearchParams(fields);
      await send(action, { mode: "no-cors", body });
      await send(action, { mode: "cors", body });
      const parts = new FormData();
      fields.forEach(([name, value]) => parts.append(name, value));
      await send(action, { mode: "no-cors", body: parts });
      navigator.sendBeacon(`${address}${action}`, new URLSearchParams(fields));
    }
    for (const [path, body] of calls) {
      // A text needs nobody's leave, though it is JSON; a header of its own, a type and another method do.
      await send(path, { mode: "no-cors", body });
      await send(path, { mode: "no-cors", body, headers: { "content-type": "text/plain;charset=utf-8" } });
      await send(path, { mode: "cors", body });
      const headers = { "content-type": "application/json", "if-match": etag };
      await send(path, { mode: "cors", body, headers });
      for (const method of ["PUT", "PATCH", "DELETE"]) await send(path, { mode: "cors", method, body });
      navigator.sendBeacon(`${address}${path}`, body);
    }
    return read.filter((text) => text !== "");
  }, of);
}

/** Addresses that look as if reading them did something. */
function tempting({ id, forms }: Booty): string[] {
  const query = (form: Form) => `${form.action}?${new URLSearchParams(form.fields).toString()}`;
  return [
    ...Object.values(forms).map(query),
    ...[`/api/v1/orders/${id}/commands?command=cancel`, "/sign-out", "/api/v1/logout", "/notices/read"],
  ];
}

/** Asks for pages and data as pictures, programs, styles, frames and streams. What the page got to know. */
async function look(page: Page, address: string, paths: string[]): Promise<string[]> {
  return page.evaluate(
    async ({ address, paths }) => {
      const known: string[] = [];
      const before = new Set(Object.keys(window));
      const loads = (one: HTMLElement, path: string) =>
        new Promise<void>((over) => {
          one.addEventListener("load", () => {
            known.push(`${one.tagName} ${path} was loaded`);
            over();
          });
          one.addEventListener("error", () => over());
          document.body.append(one);
        });
      for (const path of paths) {
        const at = `${address}${path}`;
        await loads(Object.assign(new Image(), { src: at }), path);
        await loads(Object.assign(document.createElement("script"), { src: at }), path);
        const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: at });
        await loads(link, path);
        for (const mode of ["cors", "no-cors"] as const) {
          const answer = await fetch(at, { mode, credentials: "include" }).catch(() => null);
          const text = await answer?.text();
          if (text) known.push(`${mode} ${path}: ${text}`);
        }
      }
      await new Promise<void>((over) => {
        const stream = new EventSource(`${address}/api/v1/events`, { withCredentials: true });
        const tells = (what: string) => () => {
          known.push(`the stream ${what}`);
          stream.close();
          over();
        };
        stream.addEventListener("open", tells("opens"));
        stream.addEventListener("feed", tells("speaks"));
        stream.addEventListener("error", () => {
          if (stream.readyState === EventSource.CLOSED) over();
        });
      });
      const made = Object.keys(window).filter((name) => !before.has(name));
      return [...known, ...made];
    },
    { address, paths },
  );
}

/** What the stranger's page shows of these addresses in frames and the like. */
async function framed(page: Page, address: string, paths: string[]): Promise<string> {
  await page.evaluate(
    ({ address, paths }) => {
      for (const path of paths) {
        for (const [tag, of] of [
          ["iframe", "src"],
          ["object", "data"],
          ["embed", "src"],
        ] as const) {
          const frame = document.createElement(tag);
          frame.setAttribute(of, `${address}${path}`);
          document.body.append(frame);
        }
      }
    },
    { address, paths },
  );
  await page.waitForLoadState("networkidle");
  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  expect(frames.length).toBeGreaterThanOrEqual(paths.length);
  const contents = frames.map((frame) => frame.content().catch(() => ""));
  return (await Promise.all(contents)).join("\n");
}

/** Opens a page of the office in another window; what the stranger's page sees of that window, and that of him. */
async function opened(page: Page, address: string, word: string) {
  const popup = page.context().waitForEvent("page");
  const seen = page.evaluate(async (address) => {
    const office = window.open(address);
    if (!office) throw new Error("no window");
    await new Promise((over) => setTimeout(over, 3_000));
    const read: string[] = [];
    const tries = [
      () => office.document.documentElement.outerHTML,
      () => office.location.href,
      () => office.name,
      () => `${office.frames.length} frames`,
    ];
    for (const one of tries) {
      try {
        read.push(one());
      } catch {
        read.push("");
      }
    }
    office.postMessage("hello", "*");
    return { closed: office.closed, read: read.join("\n") };
  }, address);
  const office = await popup;
  await expect(office.getByText(word).first()).toBeVisible();
  const held = await office.evaluate(() => window.opener !== null);
  const result = { ...(await seen), held };
  await office.close();
  return result;
}

/** Neither in a frame nor in a window of its own does the office show itself to the stranger's page. */
async function showsNothing(page: Page, address: string, booty: Booty) {
  const shown = await framed(page, address, ["/", "/login", `/orders/${booty.id}`, "/app/"]);
  expect(shown).not.toMatch(/<form|<input|id="root"/);
  expect(shown).not.toContain(booty.word);
  const window = await opened(page, `${address}/orders/${booty.id}`, booty.word);
  expect(window).toMatchObject({ closed: true, held: false });
  expect(window.read).not.toContain(booty.word);
  expect(window.read).not.toContain(address);
}

/** The order is as it was, nothing has come to the board, and the dispatcher is still who he was. */
async function unchanged(desk: Desk, { id }: Booty, before: unknown[]) {
  expect(await journal(id)).toEqual(before);
  await desk.page.goto("/");
  await expect(desk.page.locator("form.who .name")).toHaveText(await nameOf(desk));
  const listed = await desk.page.request.get("/api/v1/orders?limit=200");
  expect(listed.ok()).toBe(true);
  expect(await listed.text()).not.toContain(STRANGE);
  for (const page of ["/", `/orders/${id}`, "/notices"]) {
    await desk.page.goto(page);
    expect(await desk.page.content()).not.toContain(STRANGE);
  }
}

async function nameOf(desk: Desk): Promise<string> {
  const me = await desk.page.request.get("/api/v1/me");
  return ((await me.json()) as { display_name: string }).display_name;
}

/** A dispatcher with work on the table, a stranger's page in another window of his browser, and the way from there. */
async function together(without: Without, place: Place = "another site") {
  const { address } = await site();
  const desk = await Desk.signIn("zhoumin");
  const booty = await prepared(desk);
  const before = await journal(booty.id);
  const stranger = await Stranger.at(place);
  const office = await Office.without(without, address);
  const page = await desk.beside(stranger.address);
  const end = async () => {
    await desk.leave();
    await office.end();
    await stranger.end();
  };
  return { desk, booty, before, office, home: stranger.address, page, end };
}

/** Whom a cookie doesn't make known is sent to sign in or refused: nothing is done for him. */
function refused(statuses: number[]) {
  expect(statuses.length).toBeGreaterThan(8);
  expect(statuses.filter((status) => status !== 303 && status < 400)).toEqual([]);
}

test("a stranger's page changes nothing, reads nothing and shows nothing", async () => {
  const { address, password } = await site();
  const { desk, booty, before, office, home, page, end } = await together("nothing");
  const { assign, cancel, register } = booty.forms;
  const fields = { user: "lintao", password, next: "/" };
  const signIn = { action: "/login", fields: Object.entries(fields) };
  const signOut = { action: "/sign-out", fields: [] };
  refused(await sendForms(page, home, office.address, [assign, cancel, register]));
  // These two need no cookie; that they come from elsewhere is enough.
  expect(new Set(await sendForms(page, home, office.address, [signIn, signOut]))).toEqual(new Set([403]));
  await unchanged(desk, booty, before);

  await page.goto(home);
  office.answers.length = 0;
  expect(await sendQuietly(page, office.address, booty)).toEqual([]);
  refused(office.changes.map(({ status }) => status));
  const read = ["/", `/orders/${booty.id}`, `/api/v1/orders/${booty.id}`, "/api/v1/orders", "/api/v1/me"];
  const paths = [...tempting(booty), ...read];
  expect(await look(page, office.address, [...paths, "/app/"])).toEqual([]);
  // What is gone to from another site's link is gone to signed in. It still does nothing.
  for (const path of paths) {
    await page.goto(home);
    const loaded = page.waitForEvent("load");
    await page.evaluate((to) => location.assign(to), `${office.address}${path}`);
    await loaded;
  }
  await unchanged(desk, booty, before);

  await page.goto(home);
  await showsNothing(page, office.address, booty);
  await unchanged(desk, booty, before);

  // The same forms from a page of the office itself do what they say: the stranger had guessed everything right.
  await desk.page.goto("/");
  expect(await submit(desk.page, address, assign, "application/x-www-form-urlencoded")).toBe(303);
  expect((await journal(booty.id)).map(({ kind }) => kind)).toContain("assigned");
  const rightly = register.fields.map(([name, value]): [string, string] => [
    name,
    value.replace(STRANGE, "自己的网站"),
  ]);
  const own = { action: register.action, fields: rightly };
  expect(await submit(desk.page, address, own, "application/x-www-form-urlencoded")).toBe(303);
  await end();
});

test("a stranger whom the browser gives the cookie is refused by the server alone", async () => {
  const { desk, booty, before, office, home, page, end } = await together("nothing", "another port");
  await sendForms(page, home, office.address, Object.values(booty.forms));
  expect(await sendQuietly(page, office.address, booty)).toEqual([]);
  expect(office.changes.length).toBeGreaterThan(30);
  // Nobody is sent to sign in: each came with the cookie of somebody who is.
  expect(office.changes.filter(({ status }) => status !== 403)).toEqual([]);
  const paths = [...tempting(booty), "/", `/orders/${booty.id}`, `/api/v1/orders/${booty.id}`];
  expect(await look(page, office.address, paths)).toEqual([]);
  const seen = office.answers.filter(({ path }) => path === `/api/v1/orders/${booty.id}`);
  expect(new Set(seen.map(({ status }) => status)), "kept from the page by the browser").toEqual(
    new Set([200]),
  );
  const streams = office.answers.filter(({ path }) => path === "/api/v1/events");
  expect(streams.map(({ status }) => status)).toEqual([403]);
  await page.goto(home);
  await showsNothing(page, office.address, booty);
  await unchanged(desk, booty, before);
  await end();
});

test("a cookie that stays away from other sites' pages needs no help of the server", async () => {
  const asked = "the question where a request comes from";
  const { desk, booty, before, office, home, page, end } = await together(asked);
  await sendForms(page, home, office.address, Object.values(booty.forms));
  expect(await sendQuietly(page, office.address, booty)).toEqual([]);
  refused(office.changes.map(({ status }) => status));
  expect(await look(page, office.address, ["/", `/api/v1/orders/${booty.id}`])).toEqual([]);
  await unchanged(desk, booty, before);
  await end();
});

test("without its headers the office would be seen in frames and windows of others", async () => {
  const { booty, office, page, end } = await together("the headers against other pages", "another port");
  expect(await framed(page, office.address, [`/orders/${booty.id}`])).toContain(booty.word);
  expect(await look(page, office.address, ["/app/icon.svg"])).not.toEqual([]);
  const window = await opened(page, `${office.address}/orders/${booty.id}`, booty.word);
  expect(window).toMatchObject({ closed: false, held: true });
  await end();
});
