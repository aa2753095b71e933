import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { ClipId } from "#domain/ids.ts";
import { aClip, aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeGate } from "#test/fakes/script.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeSweeper } from "./sweeper.ts";

const camera = aClip().camera;
const lane = { stage: "upload", place: "local" } as const;

async function openBench(isFull = () => false) {
  const store = fakeStore();
  for (const minute of [1, 2, 3]) {
    const state = aClipState({ startedAtMs: minute * 60_000 });
    await store.clips.record(state, anEvent(state));
  }
  const rest = new AbortController();
  const resumed: ClipId[] = [];
  const gate = makeGate();
  const log = keptLog();
  const clock = makeManualClock();
  const sweeper = makeSweeper(
    {
      store: store.clips,
      clock,
      log,
      random: () => 0,
      ends: { places: ["local"], notifiers: [] },
      rest: rest.signal,
    },
    () => ({
      admission: {
        has: (id) => resumed.includes(id),
        resume: async (id) => {
          resumed.push(id);
          await gate.opened;
        },
      },
      lanes: { mustWait: isFull },
    }),
  );
  return { store, clock, rest, resumed, gate, log, sweeper };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a call that comes during a sweep is not lost", async () => {
  const { store, resumed, gate, sweeper } = await openBench();
  sweeper(lane, camera);
  await settled();
  const newer = aClipState({ startedAtMs: 9 * 60_000 });
  await store.clips.record(newer, anEvent(newer));

  sweeper(lane, camera);
  gate.open();

  await vi.waitFor(() => expect(resumed).toHaveLength(4));
  expect(resumed.at(-1)).toBe(newer.clip_id);
});

test("a sweep ends where its lane is full", async () => {
  let places = 2;
  const { resumed, gate, sweeper } = await openBench(() => {
    places -= 1;
    return places < 0;
  });
  gate.open();

  sweeper(lane, camera);
  await settled();
  await settled();

  expect(resumed).toHaveLength(2);
});

test("a sweep ends with the pipeline, and none begins after", async () => {
  const { rest, resumed, gate, log, sweeper } = await openBench();
  sweeper(lane, camera);
  await settled();

  rest.abort();
  gate.open();
  sweeper({ stage: "filter" }, camera);
  await settled();
  await settled();

  expect(resumed).toHaveLength(1);
  expect(log.lines).toEqual([]);
});

test("clips that are at work, and stages that are over, are left alone", async () => {
  const { store, resumed, gate, sweeper } = await openBench();
  const state = aClipState({ startedAtMs: 60_000 });
  const upload = { ...state.stages.upload, status: "ok" as const };
  await store.clips.record({ ...state, stages: { ...state.stages, upload } }, anEvent(state));
  resumed.push(aClip({ startedAtMs: 120_000 }).id);
  gate.open();

  sweeper(lane, camera);
  await settled();
  await settled();

  expect(resumed).toEqual([aClip({ startedAtMs: 120_000 }).id, aClip({ startedAtMs: 180_000 }).id]);
});

test("a pause after a failed look ends with the pipeline", async () => {
  const { store, clock, rest, resumed, log, sweeper } = await openBench();
  store.error = new Failure("unavailable", "The disk is away.");
  sweeper(lane, camera);
  await settled();
  const asleep = clock.sleepers();

  rest.abort();
  await settled();

  expect(asleep).toBe(1);
  expect(clock.sleepers()).toBe(0);
  expect(resumed).toEqual([]);
  expect(log.lines).toEqual(["warn waiting clips could not be read"]);
});
