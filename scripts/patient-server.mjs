/** Loaded before a server that tests are played on: a machine that stands still for seconds is not the "busy" that people are told of (lib/db/client.ts), nor a provider that cannot be reached (lib/outbound). */
globalThis.castellanPatience = { connection: 60_000, begin: 60_000, transaction: 60_000, statement: 60_000, lock: 60_000, idle: 60_000, outbound: 15_000 }
