import { expect, test } from "vitest";
import { aClipState, aFilterResult, anEvent } from "#test/builders.ts";
import { advance, statusOf } from "./clip-progress.ts";
import { type ClipState, type Stage, type StageLog, stages } from "./clip-state.ts";
import type { ClipEvent } from "./journal.ts";

const at = "2026-06-01T12:00:00.000Z";
const later = "2026-06-01T12:00:05.000Z";

function after(state: ClipState, fields: Partial<ClipEvent>, findings = {}): ClipState {
  const next = advance(state, anEvent(state, { at, ...fields }), findings);
  if (!next) throw new Error("the event was refused");
  return next;
}

function logsWith(statuses: Partial<Record<Stage, StageLog["status"]>>): ClipState["stages"] {
  const base = aClipState().stages;
  const entries = stages.map((stage) => [stage, { ...base[stage], status: statuses[stage] ?? "pending" }]);
  return Object.fromEntries(entries) as ClipState["stages"];
}

test("a stage runs, fails, waits, runs again and is done, and its log tells", () => {
  const stage = "upload";
  const running = after(aClipState(), { type: "stage_started", stage, attempt: 1 });
  const waiting = after(running, {
    type: "stage_failed",
    stage,
    attempt: 1,
    error: "Away.",
    will_retry: true,
  });
  const again = after(waiting, { type: "stage_started", stage, attempt: 2, at: later });
  const done = after(
    again,
    { type: "stage_completed", stage, attempt: 2, at: later },
    { storage_uri: "local:x" },
  );

  expect(running.stages.upload).toMatchObject({
    status: "running",
    attempts: 1,
    started_at: at,
    finished_at: null,
  });
  expect(waiting.stages.upload).toMatchObject({ status: "pending", last_error: "Away.", finished_at: null });
  expect(again.stages.upload).toMatchObject({ status: "running", attempts: 2, started_at: at });
  expect(done).toMatchObject({
    status: "uploaded",
    storage_uri: "local:x",
    stages: { upload: { status: "ok", attempts: 2, finished_at: later, last_error: null } },
  });
});

test("a failure without another try, and a skip with its reason, settle a stage", () => {
  const failed = after(aClipState(), {
    type: "stage_failed",
    stage: "filter",
    attempt: 1,
    error: "No.",
    will_retry: false,
  });
  const skipped = after(failed, { type: "stage_skipped", stage: "vlm", error: "Nobody looked." });

  expect(failed.stages.filter).toMatchObject({ status: "error", last_error: "No.", finished_at: at });
  expect(skipped.stages.vlm).toMatchObject({ status: "skipped", attempts: 0, last_error: "Nobody looked." });
});

test.each([
  ["ok", "stage_started"],
  ["ok", "stage_completed"],
  ["ok", "stage_failed"],
  ["ok", "stage_skipped"],
  ["skipped", "stage_started"],
  ["skipped", "stage_completed"],
  ["error", "stage_started"],
  ["error", "stage_failed"],
  ["error", "stage_skipped"],
] as const)("a stage that is %s hears no %s any more", (status, type) => {
  const state = { ...aClipState(), stages: logsWith({ upload: status }) };

  expect(advance(state, anEvent(state, { type, stage: "upload", attempt: 9 }))).toBeUndefined();
});

test("a success that comes after all is welcome to a stage that was given up", () => {
  const state = { ...aClipState(), stages: logsWith({ upload: "error" }) };

  expect(after(state, { type: "stage_completed", stage: "upload", attempt: 9 }).stages.upload.status).toBe(
    "ok",
  );
});

test("what is decided stays decided", () => {
  const yes = { notify: true, notify_reason: "motion", explanation: "Something moved." };
  const decided = after(aClipState(), { type: "decided" }, { alert_decision: yes });

  expect(decided.alert_decision).toEqual(yes);
  expect(
    advance(decided, anEvent(decided, { type: "decided" }), { alert_decision: { ...yes, notify: false } }),
  ).toBe(undefined);
});

test("events about the whole clip leave its stages alone", () => {
  const state = aClipState();

  for (const type of ["clip_captured", "clip_recovered", "clip_done"] as const) {
    expect(after(state, { type })).toEqual(state);
  }
});

test("a clip whose copy is wanted elsewhere is to be stored again, and nothing else of it is undone", () => {
  const told = logsWith({ upload: "ok", filter: "ok", vlm: "skipped", notify: "ok", sidecar: "ok" });
  const stored = { storage_uri: "local:x", view_url: "https://x", filter_result: aFilterResult("person") };
  const state = aClipState({}, { ...stored, status: "done", starred: true, stages: told });

  const wanted = after(state, { type: "copy_wanted" });
  const copied = after(
    after(
      after(wanted, { type: "stage_started", stage: "upload", attempt: 1, at: later }),
      { type: "stage_completed", stage: "upload", attempt: 1, at: later },
      { storage_uri: "webdav:/x" },
    ),
    { type: "stage_completed", stage: "sidecar", attempt: 1, at: later },
  );

  const open = { status: "pending", attempts: 0, started_at: null, finished_at: null, last_error: null };
  expect(wanted).toEqual({
    ...state,
    status: "filtered",
    stages: { ...told, upload: open, sidecar: open },
  });
  expect(copied).toMatchObject({ status: "done", storage_uri: "webdav:/x" });
});

test("each copy is kept by its place, and one that goes takes its address along", () => {
  const here = { uri: "webdav:/x", view_url: "https://x" };
  const there = { uri: "s3://b/x", view_url: null };

  const one = after(
    aClipState(),
    { type: "copy_stored", place: "webdav:x" },
    { copy: here, storage_uri: here.uri, view_url: here.view_url },
  );
  const two = after(one, { type: "copy_stored", place: "s3:b" }, { copy: there });
  const left = after(two, { type: "copy_deleted", place: "webdav:x" });
  const none = after(left, { type: "copy_deleted", place: "s3:b" });

  expect(two).toMatchObject({
    storage_uri: "webdav:/x",
    view_url: "https://x",
    copies: { "webdav:x": here, "s3:b": there },
    stages: { upload: { status: "pending" } },
  });
  expect(left).toMatchObject({ storage_uri: "s3://b/x", view_url: null, copies: { "s3:b": there } });
  expect(none).toMatchObject({ storage_uri: null, copies: {} });
  expect(advance(none, anEvent(none, { type: "copy_deleted", place: "s3:b" }))).toBeUndefined();
});

test.each(["pending", "running", "error", "skipped"] as const)(
  "a copy that is %s is not wanted once more",
  (status) => {
    const state = { ...aClipState(), stages: logsWith({ upload: status }) };

    expect(advance(state, anEvent(state, { type: "copy_wanted" }))).toBeUndefined();
  },
);

test("a late upload does not pull a filtered clip back", () => {
  const stage = "upload";
  const filtered = after(
    aClipState(),
    { type: "stage_completed", stage: "filter", attempt: 1 },
    { filter_result: aFilterResult("person") },
  );

  const stored = after(filtered, { type: "stage_completed", stage, attempt: 1 }, { storage_uri: "local:x" });

  expect(stored).toMatchObject({ status: "filtered", storage_uri: "local:x" });
});

test.each([
  [{}, "queued_local"],
  [{ filter: "running" }, "queued_local"],
  [{ filter: "error" }, "queued_local"],
  [{ upload: "ok" }, "uploaded"],
  [{ filter: "ok" }, "filtered"],
  [{ upload: "ok", filter: "ok" }, "filtered"],
  [{ filter: "ok", vlm: "ok" }, "analyzed"],
  [{ filter: "ok", vlm: "skipped", notify: "ok" }, "filtered"],
  [{ upload: "ok", filter: "ok", vlm: "skipped", notify: "ok" }, "filtered"],
  [{ upload: "ok", filter: "ok", vlm: "ok", notify: "ok", sidecar: "ok" }, "done"],
  [{ upload: "ok", filter: "skipped", vlm: "skipped", notify: "skipped", sidecar: "skipped" }, "done"],
  [{ upload: "error", filter: "ok", vlm: "skipped", notify: "ok", sidecar: "ok" }, "error"],
] as const)("%o makes a clip %s", (statuses, expected) => {
  expect(statusOf(logsWith(statuses))).toBe(expected);
});

test("each notifier's word is kept: since when, and how much by now, while the stage goes on", () => {
  const began = after(aClipState(), { type: "stage_started", stage: "notify", place: "mqtt", attempt: 1 });
  const word = { type: "alert_told", stage: "notify", place: "mqtt", attempt: 1 } as const;
  const first = after(began, word, { phase: "confirmed" });
  const last = after(first, { ...word, attempt: 2, at: later }, { phase: "described" });

  expect(first).toMatchObject({ told: { mqtt: { at, phase: "confirmed" } } });
  expect(last).toMatchObject({
    told: { mqtt: { at, phase: "described" } },
    stages: { notify: { status: "running", attempts: 2 } },
  });
  expect(advance(began, anEvent(began, word))).toBeUndefined();
});

test("a count of attempts never falls when several are tried side by side", () => {
  const far = after(aClipState(), { type: "stage_started", stage: "notify", place: "away", attempt: 9 });

  const near = after(far, { type: "stage_started", stage: "notify", place: "there", attempt: 1 });

  expect(near.stages.notify.attempts).toBe(9);
});

test("a decision from before the description gives way to the final one, which stays", () => {
  const decision = { notify: true, notify_reason: "object=person", explanation: "A person was seen." };
  const first = after(
    aClipState(),
    { type: "decided" },
    { alert_decision: { ...decision, provisional: true } },
  );
  const last = after(first, { type: "decided" }, { alert_decision: decision });

  expect(last.alert_decision).toEqual(decision);
  expect(advance(last, anEvent(last, { type: "decided" }), { alert_decision: null })).toBeUndefined();
});
