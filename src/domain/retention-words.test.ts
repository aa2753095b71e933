import { expect, test } from "vitest";
import { aClipState } from "#test/builders.ts";
import { planFor } from "#test/kept-groups.ts";
import { CameraSlug, clipIdOf } from "./ids.ts";
import { copyOf, type Hold, holds, type KeptClip, keptClipOf } from "./kept-clip.ts";
import type { Cause } from "./retention.ts";
import { RetentionSettings, retentionRules } from "./retention-settings.ts";
import { causeSentence, holdSentences, shortageSentence, staySentence } from "./retention-words.ts";

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const DAY_MS = 24 * 60 * 60_000;
const GB = 1_000_000_000;
const camera = CameraSlug.parse("front");
const rules = retentionRules(RetentionSettings.parse({}), false);
const roomy = { freeBytes: 50 * GB, totalBytes: 64 * GB };

const aKept = (days: number, wish: Partial<KeptClip> = {}): KeptClip => ({
  id: clipIdOf(camera, NOW_MS - days * DAY_MS, 1),
  camera,
  startedAtMs: NOW_MS - days * DAY_MS,
  endedAtMs: NOW_MS - days * DAY_MS,
  bytes: 6 * GB,
  isFinished: true,
  copy: "stored",
  places: ["webdav:nas"],
  isAlert: false,
  isStarred: false,
  ...wish,
});

const planOf = (clips: readonly KeptClip[], disk = roomy) =>
  planFor(clips, { disk, rules, nowMs: NOW_MS, isClockInDoubt: false, isDraining: false });

test.each<[isAlert: boolean, cause: Cause, sentence: string]>([
  [
    true,
    { kind: "age", ageMs: 91.5 * DAY_MS, maxAgeMs: 90 * DAY_MS },
    "It is 91 days old, and clips with an alert are kept for 90 days.",
  ],
  [
    false,
    { kind: "share", share: 0.724, limit: "size" },
    "Clips take more space than they may. Its camera fills 72 % of the space for clips, more than its share, so the oldest of its clips without an alert go first.",
  ],
  [
    true,
    { kind: "space", limit: "free" },
    "Too little of the disk is free. Of the clips with an alert it is the oldest that may go.",
  ],
])("a clip that goes has a reason (alert: %s, %o)", (isAlert, cause, sentence) => {
  expect(causeSentence({ isAlert }, cause)).toBe(sentence);
});

test("a clip that must stay has a reason", () => {
  const sentences = holds.map((hold: Hold) => holdSentences[hold]);

  expect(new Set(sentences).size).toBe(holds.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^It.*\.$/);
});

test("a clip that may go but stays has a reason", () => {
  const few = [aKept(3), aKept(1)];
  const many = [aKept(4), aKept(3), aKept(2, { isAlert: true }), aKept(1)];
  const tell = (clips: readonly KeptClip[]) => {
    const plan = planOf(clips);
    return plan.stays.named.map((clip) => staySentence(clip, plan, rules, NOW_MS));
  };

  expect(tell(few)[1]).toBe("There is space for it. It is 1 day old and may stay for 30 days.");
  expect(tell(many)).toEqual([
    "Others give enough space: older ones go first. It is 3 days old and may stay for 30 days.",
    "Others give enough space: older ones go first. It is 1 day old and may stay for 30 days.",
    "Others give enough space: clips without an alert go first. It is 2 days old and may stay for 90 days.",
  ]);
  const plan = planOf(few);
  expect(staySentence(aKept(-1), plan, { ...rules, maxAgeMs: undefined }, NOW_MS)).toBe(
    "There is space for it.",
  );
});

test("a limit that cannot be kept is told with what stops first and what to do", () => {
  const starred = [1, 2, 3, 4].map((days) => aKept(days, { isStarred: true }));
  const waiting = aKept(5, { copy: "missing" });
  const tell = (clips: readonly KeptClip[], disk = roomy) => shortageSentence(planOf(clips, disk));
  const tight = { freeBytes: 1.25 * GB, totalBytes: 64 * GB };

  expect(tell([aKept(1)])).toBeUndefined();
  expect(tell([...starred, waiting])).toBe(
    "Clips take 30.0 GB, more than the 20.0 GB that they may, and no clip is left that may be deleted (4 starred, 1 waiting for their copy to be stored). Recording goes on until the disk is full. Give them more space in the options, or take stars away.",
  );
  expect(tell([], tight)).toBe(
    "Only 1.3 GB of the disk are free instead of 5.0 GB, and there is no clip to delete. If it fills up, recording stops first. Delete other files on the disk, take stars away, or put clips on a larger disk.",
  );
});

test("what retention knows of a clip comes from its state", () => {
  const state = aClipState({ bytes: 5 });
  const decision = { notify: true, notify_reason: "motion", explanation: "Something moved." };

  expect(keptClipOf(state)).toMatchObject({ isFinished: false, copy: "missing", isAlert: false, bytes: 5 });
  expect(keptClipOf({ ...state, status: "error", alert_decision: decision, starred: true })).toMatchObject({
    isFinished: true,
    isAlert: true,
    isStarred: true,
    endedAtMs: Date.parse(state.end_ts),
  });
  expect([copyOf("ok", true), copyOf("ok", false), copyOf("error", true), copyOf("skipped", true)]).toEqual([
    "stored",
    "missing",
    "failed",
    "missing",
  ]);
});
