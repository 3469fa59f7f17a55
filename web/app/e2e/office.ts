/** The office without a browser: what the consoles ask for over HTTP, for tests that are about something else. */

import { site } from "./site";

type Account = { token: string; user: string };
export type Line = {
  id: string;
  kind: string;
  by: { user: string; role: string; device: string };
  at: { wall: number; offset: number | null };
  received_at: number | null;
  data: Record<string, unknown>;
};
export type View = {
  order: {
    state: string;
    holder: string | null;
    needs_decision: boolean;
    conflicts: { id: string; rule: string; outcome: string; settled: unknown; sides: unknown[] }[];
    slip: { number: string } | null;
  };
  names: Record<string, string>;
};

const accounts = new Map<string, Promise<Account>>();

async function asked(path: string, options: RequestInit = {}): Promise<Response> {
  const { address } = await site();
  const answer = await fetch(`${address}${path}`, options);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

async function logIn(user: string): Promise<Account> {
  const { password } = await site();
  const answer = await asked("/api/v1/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user, password }),
  });
  const { access_token, user: id } = (await answer.json()) as { access_token: string; user: string };
  return { token: access_token, user: id };
}

function account(user: string): Promise<Account> {
  const known = accounts.get(user) ?? logIn(user);
  accounts.set(user, known);
  return known;
}

async function get(path: string): Promise<{ value: unknown; tag: string }> {
  const { token } = await account("zhoumin");
  const answer = await asked(path, { headers: { authorization: `Bearer ${token}` } });
  return { value: await answer.json(), tag: answer.headers.get("etag") ?? "" };
}

async function post(path: string, body: unknown, tag = ""): Promise<{ id: string }> {
  const { token } = await account("zhoumin");
  const headers: Record<string, string> = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    ...(tag && { "if-match": tag }),
  };
  const answer = await asked(path, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as { id: string };
}

/** A person's id. */
export async function person(user: string): Promise<string> {
  return (await account(user)).user;
}

/** The order as the server has it now. */
export async function view(order: string): Promise<View> {
  return (await get(`/api/v1/orders/${order}`)).value as View;
}

/** What the order's version is called: another one after any change. */
export async function version(order: string): Promise<string> {
  return (await get(`/api/v1/orders/${order}`)).tag;
}

/** Every entry that the server has of an order. */
export async function journal(order: string): Promise<Line[]> {
  return (await get(`/api/v1/orders/${order}/journal`)).value as Line[];
}

/** The bytes of a photo of an order. */
export async function photo(order: string, digest: string): Promise<Buffer> {
  const { token } = await account("zhoumin");
  const headers = { authorization: `Bearer ${token}` };
  const answer = await asked(`/api/v1/orders/${order}/photos/${digest}`, { headers });
  return Buffer.from(await answer.arrayBuffer());
}

/** Somebody at the desk does something with an order. */
export async function command(order: string, what: Record<string, unknown>): Promise<void> {
  await post(`/api/v1/orders/${order}/commands`, what, await version(order));
}

export type Given = { id: string; number: string };

let units = Date.now() % 1_000_000;

/** The desk takes a call about a lamp and gives it to a technician. */
export async function order(
  technician: string,
  content = "客厅日光灯不亮",
  caller = { name: "陈女士", contact: "13800000000" },
): Promise<Given> {
  const now = Date.now();
  const { id } = await post("/api/v1/orders", {
    customer_name: caller.name,
    // Two calls from one unit on one day would be taken for the same request.
    unit_no: `2-${++units}`,
    contact: caller.contact,
    department: null,
    content,
    appointment_at: now + 3_600_000,
    received_at: now,
    channel: "phone",
    service_kind: "special",
    service_class: "LMP",
  });
  await command(id, { command: "judge", accepted: true });
  await command(id, { command: "issue_slip" });
  await command(id, { command: "assign", technician: await person(technician) });
  return { id, number: (await view(id)).order.slip?.number ?? "" };
}
