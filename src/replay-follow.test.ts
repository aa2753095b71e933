import { expect, test } from "vitest";
import type { z } from "zod";
import type { Detection } from "#domain/detection.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { type Followed, type FollowSettings, makeReplayFollower } from "./replay-follow.ts";

const at = (x: number, y: number) => ({ x, y });
const right = [at(0.5, 0), at(1, 0), at(1, 1), at(0.5, 1)];
const yard = { id: "yard", name: "Yard", polygon: right, loiter_s: 1 };

const seen = (x: number, label = "person", score = 0.95): Detection => ({
  label,
  score,
  box: { x: x - 0.05, y: 0.4, width: 0.1, height: 0.4 },
  at_ms: 0,
});

/** Something walks from 0.2 to 0.8 of the width in 3 s, and stays in sight there for 2 s. */
function walk(
  rules: z.input<typeof LiveRules>,
  wish: Partial<FollowSettings> = {},
  label = "person",
): Followed {
  const follower = makeReplayFollower({
    camera: "Front door",
    objects: ["person", "vehicle"],
    notifyOnObjects: ["person"],
    minScore: 0.5,
    rules: LiveRules.parse(rules),
    size: { width: 1600, height: 900 },
    ...wish,
  });
  for (let i = 0; i < 50; i++) follower.see([seen(0.2 + 0.6 * Math.min(1, i / 30), label)], i * 100);
  return follower.followed();
}

const types = ({ events }: Followed) => events.map(({ type, alerts }) => `${type}${alerts ? " alert" : ""}`);

test("without places appearing is the reason, of what the camera alerts on only", () => {
  const [person, car] = [walk({}), walk({}, {}, "car")];

  expect(types(person)).toEqual(["OBJECT_APPEARED alert"]);
  expect(person.told).toMatchObject([{ reason: "object=person", sentence: "Person at Front door." }]);
  expect(types(car)).toEqual(["OBJECT_APPEARED"]);
  expect(car.told).toEqual([]);
});

test("with a place it takes somebody there, and the summary tells how long", () => {
  const followed = walk({ zones: [yard], version: 3 });

  expect(types(followed)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER alert", "ZONE_DWELL alert"]);
  expect(followed.told).toMatchObject([{ reason: "zone=yard", atMs: 1700 }]);
  const summary = followed.summary(Date.parse("2026-06-01T12:00:00Z"));
  expect(summary).toMatchObject({
    needs_place: true,
    rules_version: 3,
    alert: { at: "2026-06-01T12:00:01.700Z" },
  });
  expect(summary.zones[0]?.seconds).toBeGreaterThan(3);
});

test("each frame's scene holds what is drawn: who is where, which zones are taken, what was counted", () => {
  const lines = [{ id: "gate", name: "Gate", a: at(0.5, 0), b: at(0.5, 1) }];
  const { scenes, counts } = walk({ zones: [yard], lines });

  const [first, last] = [scenes[5], scenes.at(-1)];
  expect(scenes).toHaveLength(50);
  expect(first?.occupied.size).toBe(0);
  expect(first?.counts).toEqual([{ line: "gate", in: 0, out: 0 }]);
  expect([...(last?.occupied ?? [])]).toEqual(["yard"]);
  expect(last?.counts).toEqual([{ line: "gate", in: 0, out: 1 }]);
  expect(counts).toEqual(last?.counts);
  expect(last?.tracks).toMatchObject([{ label: "person", state: "confirmed" }]);
});

test("what a mask or a size hides is known to be ignored, with the reason, and nothing is told of it", () => {
  const masks = [{ id: "all", name: "All", polygon: [at(0, 0), at(1, 0), at(1, 1), at(0, 1)] }];
  const masked = walk({ masks });
  const small = walk({ size: { min_area: 0.5 } });

  expect([...(masked.scenes.at(-1)?.ignored.values() ?? [])]).toEqual(["masked"]);
  expect([...(small.scenes.at(-1)?.ignored.values() ?? [])]).toEqual(["limit"]);
  expect([...masked.events, ...masked.told, ...small.events, ...small.told]).toEqual([]);
  expect(small.summary(0).objects).toEqual([]);
});

test("what each rule said comes with the time of each change", () => {
  const { changes } = walk({ zones: [yard] });

  const ofYard = changes.filter(({ rule }) => rule.id === "yard").map(({ verdict }) => verdict.kind);
  expect(ofYard).toEqual(["outside", "arriving", "entered", "loitering"]);
});

test("what the owner found not interesting is kept back, and is no reason for the clip's alert", () => {
  const asked: string[] = [];
  const hiderOf = ({ label, atMs }: { readonly label: string; readonly atMs: number }) => {
    asked.push(`${label} at ${atMs}`);
    return "People at Front door";
  };

  const { told, summary } = walk({ zones: [yard] }, { hiderOf });

  expect(asked).toEqual(["person at 1700"]);
  expect(told).toMatchObject([{ reason: "zone=yard", hiddenBy: "People at Front door" }]);
  expect(summary(0).alert).toBeNull();
});
