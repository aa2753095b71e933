import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip, aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeAdmission } from "./admission.ts";
import { openJournal } from "./journal.ts";
import { makeLedger } from "./ledger.ts";

const clip = aClip();

function openBench() {
  const store = fakeStore();
  const clock = makeManualClock();
  const journal = openJournal({
    store: store.clips,
    clock,
    log: keptLog(),
    random: () => 0,
    problem: () => undefined,
  });
  const processed: string[] = [];
  const left: string[] = [];
  const admission = makeAdmission({
    store: store.clips,
    shelf: fakeShelf(clip),
    clock,
    places: ["local"],
    openLedger: (state) => makeLedger({ journal, clock, onEvent: () => undefined }, state),
    process: async ({ state }) => void processed.push(state.clip_id),
    onLeft: ({ clip_id }) => void left.push(clip_id),
  });
  return { store, admission, processed, left };
}

test("a clip that is finished is not taken up again", async () => {
  const { store, admission, processed, left } = openBench();
  const state = aClipState(clip);
  const log = { ...state.stages.upload, status: "ok" as const };
  const done = { ...state, stages: { upload: log, filter: log, vlm: log, notify: log, sidecar: log } };
  await store.clips.record(done, anEvent(done));

  await admission.resume(clip.id, false);
  await admission.idle();

  expect(processed).toEqual([]);
  expect(left).toEqual([]);
  expect(admission.has(clip.id)).toBe(false);
});

test("a clip of which the journal cannot be asked now is left to a later look", async () => {
  const { store, admission, processed } = openBench();
  store.error = new Failure("unavailable", "Away.");

  await admission.resume(clip.id, false);
  await admission.idle();

  expect(processed).toEqual([]);
});

test("a clip is inside until it is processed, and then its leaving is told", async () => {
  const { admission, processed, left } = openBench();

  const known = admission.submit(clip);
  const isInside = admission.has(clip.id);
  await known;
  await admission.idle();

  expect(isInside).toBe(true);
  expect(processed).toEqual([clip.id]);
  expect(left).toEqual([clip.id]);
  expect(admission.has(clip.id)).toBe(false);
});

test("after the clock was set back, a new clip with the name of a deleted one is a new clip", async () => {
  const { store, admission, processed } = openBench();
  const state = aClipState(clip, { deleted_at: "2026-06-01T12:00:00.000Z", status: "done", bytes: 1 });
  await store.clips.record(state, anEvent(state));

  await admission.submit(clip);
  await admission.idle();

  expect(processed).toEqual([clip.id]);
  expect(store.rows.get(clip.id)).toEqual(aClipState(clip));
});
