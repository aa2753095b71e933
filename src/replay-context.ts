import { tmpdir } from "node:os";
import { resolve } from "node:path";
import type { ReadOptions } from "#config/read-options.ts";
import { makeRedact } from "#config/redact.ts";
import { Failure } from "#domain/failure.ts";
import { systemClock as clock } from "#platform/clock.ts";
import { findFfmpeg } from "#platform/ffmpeg.ts";
import { openLog } from "#platform/log.ts";
import type { Broker } from "#ports/broker.ts";
import type { PluginContext } from "#ports/plugin.ts";

/** For plugins that are to look, and to send nothing. What they complain of goes to the error output. */
export async function replayContext(
  { options }: ReadOptions,
  dataDir: string | undefined,
): Promise<PluginContext> {
  const { ffmpeg, ffprobe } = await findFfmpeg(options.ffmpeg_path);
  const toStderr = (line: string) => void process.stderr.write(line);
  const silent: Broker = {
    connected: false,
    publish: () => Promise.reject(new Failure("unavailable", "A replay sends nothing.")),
    subscribe: () => ({ [Symbol.dispose]: () => undefined }),
    onConnected: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    log: openLog("warn", makeRedact(options), toStderr),
    clock,
    ffmpeg: { ffmpeg, ffprobe },
    // A model that the app has fetched is not fetched again.
    dataDir: dataDir === undefined ? tmpdir() : resolve(dataDir),
    mediaDir: tmpdir(),
    broker: silent,
    problem: (_key, sentence) => sentence && toStderr(`${sentence}\n`),
  };
}
