import { setTimeout as sleep } from "node:timers/promises";
import type { Clip } from "#domain/clip.ts";
import { systemClock } from "#platform/clock.ts";
import { aFilterResult } from "#test/builders.ts";
import { untilTrue } from "#test/e2e/until.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { makePlace } from "./outage-world.ts";
import { openSimulatedBox, recordClip } from "./simulated-box.ts";

const GOAL_MS = 2000;
const CLIPS = 40;
const EVERY_MS = 100;
const never = () => new Promise<never>(() => undefined);

/** `vlm`: prints the table of docs/reliability.md. False if an upload began more than 2 s after its clip was closed. */
export async function runHung(): Promise<boolean> {
  process.stdout.write(
    "| what hangs | clips | upload begins after (ms): half of them | at most |\n|---|--:|--:|--:|\n",
  );
  const rows = [
    { name: "nothing", ...(await delays(false, false)) },
    { name: "every call of the vision model", ...(await delays(false, true)) },
    { name: "every call of the detector", ...(await delays(true, false)) },
  ];
  for (const { name, half, most } of rows) {
    process.stdout.write(`| ${name} | ${CLIPS} | ${half.toFixed(0)} | ${most.toFixed(0)} |\n`);
  }
  return rows.every(({ most }) => most <= GOAL_MS);
}

/** From the moment in which the recorder hands a clip on to the first byte that the storage would see. */
async function delays(isDetectorHung: boolean, isModelHung: boolean) {
  await using dir = await makeTempDir();
  const startedMs = new Map<string, number>();
  const delaysMs: number[] = [];
  const place = makePlace("cloud", { ...systemClock, sleep: (_, signal) => systemClock.sleep(20, signal) });
  await using box = await openSimulatedBox({
    dir: dir.path,
    clock: systemClock,
    storages: [
      {
        ...place,
        store(clip: Clip, signal) {
          delaysMs.push(performance.now() - (startedMs.get(clip.id) ?? Number.NaN));
          return place.store(clip, signal);
        },
      },
    ],
    filter: { detect: () => (isDetectorHung ? never() : Promise.resolve(aFilterResult("person"))) },
    analyzer: { analyze: () => (isModelHung ? never() : Promise.resolve(undefined)) },
    notify: async () => undefined,
  });
  for (let n = 0; n < CLIPS; n += 1) {
    const clip = await recordClip(dir.path, {
      camera: `camera_${n % 4}`,
      startedAtMs: Date.now() + n * 1000,
    });
    startedMs.set(clip.id, performance.now());
    void box.pipeline.submit(clip);
    await sleep(EVERY_MS);
  }
  await untilTrue(
    () => delaysMs.length === CLIPS,
    () => `all uploads to begin: ${delaysMs.length}`,
  );
  const sorted = delaysMs.toSorted((a, b) => a - b);
  return { half: sorted[CLIPS / 2] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}
