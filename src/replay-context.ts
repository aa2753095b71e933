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

/** For plugins that are to look, and to send nothing. */
export async function replayContext(
  { options }: ReadOptions,
  dataDir: string | undefined,
  complain: (text: string) => void,
): Promise<PluginContext> {
  const { ffmpeg, ffprobe } = await findFfmpeg(options.ffmpeg_path);
  const silent: Broker = {
    connected: false,
    publish: () => Promise.reject(new Failure("unavailable", "A replay sends nothing.")),
    subscribe: () => ({ [Symbol.dispose]: () => undefined }),
    onConnected: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    log: openLog("warn", makeRedact(options), complain),
    clock,
    ffmpeg: { ffmpeg, ffprobe },
    // A model that the app has fetched is not fetched again.
    dataDir: dataDir === undefined ? tmpdir() : resolve(dataDir),
    mediaDir: tmpdir(),
    broker: silent,
    problem: (_key, sentence) => sentence && complain(`${sentence}\n`),
  };
}
