import { systemClock } from "#platform/clock.ts";
import type { PluginContext, SourceContext } from "#ports/plugin.ts";
import { makeFakeBroker } from "#test/fakes/broker.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { type KeptLog, keptLog } from "#test/fakes/silent-log.ts";
import { noLog, porch } from "#test/recording.ts";

export interface TestContext extends PluginContext {
  readonly log: KeptLog;
  readonly problems: Map<string, string>;
}

/** What a plugin may use, in one folder; there is no broker. */
export function makeContext(dir: string): TestContext {
  const problems = new Map<string, string>();
  return {
    log: keptLog(),
    clock: makeManualClock(),
    ffmpeg: { ffmpeg: "ffmpeg", ffprobe: "ffprobe" },
    dataDir: dir,
    mediaDir: dir,
    broker: {
      connected: false,
      publish: () => Promise.reject(new Error("there is no broker in this test")),
      subscribe: () => ({ [Symbol.dispose]: () => undefined }),
      onConnected: () => ({ [Symbol.dispose]: () => undefined }),
      [Symbol.asyncDispose]: async () => undefined,
    },
    problems,
    problem: (key, sentence) =>
      void (sentence === undefined ? problems.delete(key) : problems.set(key, sentence)),
  };
}

/** What a source may use that really runs: the porch's camera, in one folder. */
export function makeSourceContext(dir: string): SourceContext {
  return {
    ...makeContext(dir),
    log: noLog,
    clock: systemClock,
    broker: makeFakeBroker(),
    problem: () => {},
    camera: porch,
    isRecordingOn: () => true,
  };
}
