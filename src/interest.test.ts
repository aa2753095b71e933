import { expect, test } from "vitest";
import { CameraId, HappeningId } from "#domain/ids.ts";
import { LIVE_TOLD_MAX, LiveSummary } from "#domain/live-summary.ts";
import type { Suppression } from "#domain/suppression.ts";
import type { LiveSighting } from "#ports/live-sink.ts";
import { aLiveSummary } from "#test/builders.ts";
import { aSuppression, catBox, door } from "#test/suppressions.ts";
import { makeInterest } from "./interest.ts";

const camera = { id: CameraId.parse("c0ffee"), slug: door, name: "Front door" };
const happening = HappeningId.parse("front_door_20260603T213000Z");
const atMs = new Date(2026, 5, 3, 23, 30).getTime();
const cat: LiveSighting = {
  happening,
  atMs,
  objects: ["cat"],
  zones: [],
  reason: "object=cat",
  sentence: "Cat at Front door.",
  label: "cat",
  score: 0.8,
  box: catBox,
  frame: undefined,
  isMore: false,
};
const person: LiveSighting = {
  ...cat,
  atMs: atMs + 4000,
  label: "person",
  reason: "object=person",
  sentence: "Person at Front door.",
};

function makeBench() {
  const told: string[] = [];
  const hits: (readonly [Suppression["id"], HappeningId])[] = [];
  const kept = {
    of: () => [aSuppression()],
    hit: ({ id }: Pick<Suppression, "id">, of: HappeningId) => void hits.push([id, of]),
  };
  return { told, hits, interest: makeInterest(camera, kept, ({ label }) => void told.push(label)) };
}

/** As the live camera keeps it: its reason is the first that there was. */
const summary = aLiveSummary({
  alert: { at: new Date(atMs).toISOString(), reason: cat.reason, sentence: cat.sentence },
});

test("what is not interesting is counted and not told, neither live nor by the clip because of it", () => {
  const { interest, told, hits } = makeBench();

  interest.notable(cat);

  expect(told).toEqual([]);
  expect(hits).toEqual([[aSuppression().id, happening]]);
  expect(interest.summary(summary, happening)).toEqual({ ...summary, alert: null });
  expect(interest.summary(undefined, happening)).toBeUndefined();
});

test("who comes after it is told, and is what the clip's alert follows", () => {
  const { interest, told, hits } = makeBench();

  interest.notable(cat);
  interest.notable(person);
  interest.notable({ ...person, atMs: person.atMs + 1000, reason: "zone=porch", isMore: true });

  expect(told).toEqual(["person", "person"]);
  expect(hits).toHaveLength(1);
  expect(interest.summary(summary, happening)?.alert).toEqual({
    at: new Date(person.atMs).toISOString(),
    reason: "object=person",
    sentence: "Person at Front door.",
    told: [
      { label: "person", box: catBox, at: new Date(person.atMs).toISOString() },
      { label: "person", box: catBox, at: new Date(person.atMs + 1000).toISOString() },
    ],
  });
});

test("of a long happening the first sightings are kept, which the summary's schema allows", () => {
  const { interest } = makeBench();

  // Half beyond the edges of the picture, as a track may be.
  const box = { x: -0.05, y: 0.9, width: 0.1, height: 0.2 };
  for (let index = 0; index < 50; index++) {
    interest.notable({ ...person, box, atMs: person.atMs + index, isMore: true });
  }

  const kept = interest.summary(summary, happening);
  expect(kept?.alert?.told).toHaveLength(LIVE_TOLD_MAX);
  expect(kept?.alert?.told?.[0]?.box).toEqual({
    x: 0,
    y: 0.9,
    width: expect.closeTo(0.05) as number,
    height: expect.closeTo(0.1) as number,
  });
  expect(LiveSummary.safeParse(kept).error).toBeUndefined();
});

test("what was told outside of a happening belongs to no clip", () => {
  const { interest, told } = makeBench();

  interest.notable({ ...person, happening: undefined });

  expect(told).toEqual(["person"]);
  expect(interest.summary(summary, happening)?.alert).toBeNull();
});
