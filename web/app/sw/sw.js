// Keeps the whole app on the device, so that it opens without a network. A new version waits until the person takes it.

/** Every file of this version with its hash. */
const FILES = [/* FILES */];
const NAME = "app-/* VERSION */";
const SCOPE = new URL("./", self.location.href);

async function fetched([path, integrity]) {
  const answer = await fetch(new URL(path, SCOPE), {
    cache: "no-cache",
    integrity,
    credentials: "same-origin",
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  // A redirected answer may not serve a navigation.
  return answer.redirected ? new Response(await answer.blob(), { headers: answer.headers }) : answer;
}

async function install() {
  const cache = await caches.open(NAME);
  // What an earlier version has under the same hash is not fetched again.
  await Promise.all(
    FILES.map(async (file) => {
      const [path, integrity] = file;
      const key = new URL(path, SCOPE).href;
      const kept = path.startsWith("assets/") ? await caches.match(key) : undefined;
      await cache.put(key, kept ?? (await fetched([path, integrity])));
    }),
  );
}

async function activate() {
  // The version before stays: a page of it may still be open with a half-filled form and ask for its parts.
  const names = (await caches.keys()).filter((name) => name.startsWith("app-") && name !== NAME);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page() {
  const cache = await caches.open(NAME);
  return (await cache.match(SCOPE.href)) ?? fetch(SCOPE);
}

async function asset(request) {
  const cache = await caches.open(NAME);
  return (
    (await cache.match(request, { ignoreSearch: true })) ?? (await caches.match(request)) ?? fetch(request)
  );
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== SCOPE.origin) return;
  if (!url.pathname.startsWith(SCOPE.pathname)) return;
  const path = url.pathname.slice(SCOPE.pathname.length);
  if (event.request.mode === "navigate" && (path === "" || path === "index.html")) {
    event.respondWith(page());
  } else if (path.startsWith("assets/") || FILES.some(([name]) => name === path)) {
    event.respondWith(asset(event.request));
  }
});
