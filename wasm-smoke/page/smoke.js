// Loads the module, runs it once and posts the outcome to the task that serves this page.
const errors = [];
const original = console.error;
console.error = (...parts) => { errors.push(parts.join(" ")); original(...parts); };

async function outcome() {
  try {
    const { default: load, run } = await import("/pkg/wasm_smoke.js");
    await load({ module_or_path: "/pkg/wasm_smoke_bg.wasm" });
    // A panic inside a task never settles its promise, so a failed module is told by its error text.
    const panicked = new Promise((_, reject) => setInterval(() => errors.length && reject(new Error("panic")), 100));
    return "ok\n" + await Promise.race([run(), panicked]);
  } catch (error) {
    return ["failed", String(error), ...errors].join("\n");
  }
}

await fetch("/outcome", { method: "POST", body: await outcome() });
