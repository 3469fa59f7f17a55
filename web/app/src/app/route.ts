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
