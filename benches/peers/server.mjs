// Sync server of another system. Usage: node server.mjs SYSTEM PORT FOLDER; prints a line when it listens.
const [system, port, folder] = process.argv.slice(2);
const { serve } = await import(`./systems/${system}.mjs`);
await serve(Number(port), folder);
process.stdout.write('{"ready":true}\n');
