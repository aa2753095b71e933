import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { loadOptions } from "#config/load.ts";
import { makeRedact } from "#config/redact.ts";
import { Failure } from "#domain/failure.ts";
import { openLog } from "#platform/log.ts";
import { runApp } from "./app.ts";
import type { Command } from "./arguments.ts";

/** Watches until `signal` aborts. The exit code: 0 after a stop, 1 after a failure that a restart may mend. */
export async function run(asked: Extract<Command, { name: "run" }>, signal: AbortSignal): Promise<number> {
  const read = await loadOptions(asked.options);
  const log = openLog(read.options.log_level, makeRedact(read.options));
  const dataDir = resolve(asked.data);
  const { PORCHLIGHT_MEDIA_DIR, SUPERVISOR_TOKEN } = process.env;
  try {
    await runApp(
      {
        read,
        dataDir,
        mediaDir: resolve(PORCHLIGHT_MEDIA_DIR ?? join(dataDir, "media")),
        port: asked.port,
        version: await ownVersion(),
        supervisorToken: SUPERVISOR_TOKEN,
        log,
      },
      signal,
    );
    return 0;
  } catch (cause) {
    if (cause instanceof Failure) log.error({}, cause.message);
    else log.error({ err: cause }, "porchlight failed");
    return 1;
  }
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
