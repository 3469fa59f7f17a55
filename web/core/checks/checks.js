// Loads the module in a worker, as the app does, runs its checks once and posts the outcome to the task that serves this.
const errors = [];
const original = console.error;
console.error = (...parts) => { errors.push(parts.join(" ")); original(...parts); };

// The task takes the room for this origin's storage away, or gives it back, before it answers.
const fill = (full) => {
  const request = new XMLHttpRequest();
  request.open("POST", full ? "/quota/full" : "/quota/free", false);
  request.send();
  if (request.status !== 204) throw new Error(`quota: ${request.status}`);
};

async function outcome() {
  try {
    const { default: load, run_checks } = await import("/pkg/undercroft_web.js");
    await load({ module_or_path: "/pkg/undercroft_web_bg.wasm" });
    // A panic inside a task never settles its promise, so a failed module is told by its error text.
    const panicked = new Promise((_, reject) => setInterval(() => errors.length && reject(new Error("panic")), 100));
    return "ok\n" + await Promise.race([run_checks(fill), panicked]);
  } catch (error) {
    return ["failed", String(error), ...errors].join("\n");
  }
}

await fetch("/outcome", { method: "POST", body: await outcome() });
