/** Pages by the hash of the address, so that every page opens from the cache of the service worker. */

import { useSyncExternalStore } from "react";

export type Route = { path: string[]; query: URLSearchParams };

let seen = { hash: "", route: { path: [], query: new URLSearchParams() } as Route };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function currentRoute(): Route {
  const hash = location.hash;
  if (seen.hash !== hash) {
    const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
    seen = {
      hash,
      route: { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) },
    };
  }
  return seen.route;
}

const KINDS: Record<string, string> = {
  order: "order",
  incidents: "incidents",
  incident: "incident",
  complaints: "complaints",
  complaint: "complaint",
  matters: "matters",
  matter: "matter",
  fees: "fees",
  fee: "fees",
  goods: "tab.goods",
  kit: "tab.goods",
  ticket: "ticket_read",
  exchange: "exchange_title",
  outbox: "tab.outbox",
  settings: "tab.settings",
  prices: "fee_standard_title",
};

/** The word for this kind of page, by its key. It says nothing of what is shown there. */
export function kindOfPage(): string {
  return KINDS[currentRoute().path[0] ?? ""] ?? "tab.orders";
}

export function useRoute(): Route {
  return useSyncExternalStore((listener) => {
    addEventListener("hashchange", listener);
    return () => removeEventListener("hashchange", listener);
  }, currentRoute);
}

/** Address of a page. */
export function to(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

export function go(address: string) {
  location.hash = address;
}

/** Takes this page out of the way back, such as a form that was saved. */
export function replaceWith(address: string) {
  history.replaceState(null, "", address);
  dispatchEvent(new HashChangeEvent("hashchange"));
}
