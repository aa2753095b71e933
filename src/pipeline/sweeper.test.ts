import { expect, test, vi } from "vitest";
import type { ClipId } from "#domain/ids.ts";
import { aClip, aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeGate } from "#test/fakes/script.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeSweeper } from "./sweeper.ts";

const camera = aClip().camera;

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
  const lane = { mustWait: isFull };
  const sweeper = makeSweeper(
    { store: store.clips, clock: makeManualClock(), log, random: () => 0, rest: rest.signal },
    () => ({
      admission: {
        has: (id) => resumed.includes(id),
        resume: async (id) => {
          resumed.push(id);
          await gate.opened;
        },
      },
      lanes: { upload: lane, filter: lane, vlm: lane, notify: lane },
    }),
  );
  return { store, rest, resumed, gate, log, sweeper };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a call that comes during a sweep is not lost", async () => {
  const { store, resumed, gate, sweeper } = await openBench();
  sweeper("upload", camera);
  await settled();
  const newer = aClipState({ startedAtMs: 9 * 60_000 });
  await store.clips.record(newer, anEvent(newer));

  sweeper("upload", camera);
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

  sweeper("upload", camera);
  await settled();
  await settled();

  expect(resumed).toHaveLength(2);
});

test("a sweep ends with the pipeline, and none begins after", async () => {
  const { rest, resumed, gate, log, sweeper } = await openBench();
  sweeper("upload", camera);
  await settled();

  rest.abort();
  gate.open();
  sweeper("filter", camera);
  await settled();
  await settled();

  expect(resumed).toHaveLength(1);
  expect(log.lines).toEqual([]);
});
