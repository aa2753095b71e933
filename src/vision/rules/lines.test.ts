import { expect, test } from "vitest";
import type { LiveEvent } from "#domain/live-event.ts";
import {
  anEngine,
  aTrack,
  brief,
  drive,
  emptyFor,
  lost,
  lowerHalf,
  said,
  still,
  straight,
  walk,
} from "./test-walk.ts";

const left = { x: 0.3, y: 0.8 };
const right = { x: 0.7, y: 0.8 };
const DRIVE = { kind: "line", id: "drive" } as const;

const crossings = (events: Parameters<typeof brief>[0]) =>
  brief(events).filter((line) => line.startsWith("LINE"));

test("a line is crossed inwards from its left to its right, and outwards back", () => {
  const engine = anEngine({ lines: [drive] });

  const events = walk(engine, [...straight(right, left, 10), ...straight(left, right, 10)]);

  expect(crossings(events)).toEqual(["LINE_CROSS drive in", "LINE_CROSS drive out"]);
  expect(engine.counts()).toEqual([{ line: "drive", in: 1, out: 1 }]);
});

test("standing on the line counts once, however the box wavers", () => {
  const engine = anEngine({ lines: [drive] });
  // The box is 0.2 high: 0.05 of that is 0.01 of the height, 0.0056 of the width.
  const onLine = Array.from({ length: 200 }, (_, i) => ({ x: 0.5 + (i % 2 === 0 ? 0.005 : -0.005), y: 0.8 }));

  const events = walk(engine, [
    ...straight(right, { x: 0.5, y: 0.8 }, 10),
    ...onLine,
    ...straight({ x: 0.5, y: 0.8 }, left, 10),
  ]);

  expect(crossings(events)).toEqual(["LINE_CROSS drive in"]);
});

test("who turns round on the line has not crossed it", () => {
  const engine = anEngine({ lines: [drive] });
  const middle = { x: 0.498, y: 0.8 };

  const events = walk(engine, [...straight(right, middle, 10), ...straight(middle, right, 10)]);

  expect(crossings(events)).toEqual([]);
});

test("one observation beyond the line is not enough", () => {
  const engine = anEngine({ lines: [drive] });

  const events = walk(engine, [right, right, left, right, right, left, left]);

  expect(crossings(events)).toEqual(["LINE_CROSS drive in"]);
  expect(events.at(-1)?.atMs).toBe(600);
});

test("who walks around the end of a line does not cross it", () => {
  const engine = anEngine({ lines: [{ ...drive, a: { x: 0.5, y: 0.5 } }] });
  const around = [right, { x: 0.7, y: 0.2 }, { x: 0.3, y: 0.2 }, left].flatMap((foot) => still(foot, 3));

  const events = walk(engine, [...around, ...straight(left, right, 10)]);

  expect(crossings(events)).toEqual(["LINE_CROSS drive out"]);
  expect(said(engine.trace(DRIVE))).toContain(
    "Drive, person 1: Came to the other side of Drive around its end.",
  );
});

test("a car that leaves the picture just beyond the line has crossed it", () => {
  const engine = anEngine({ lines: [{ ...drive, inertia: 5 }] });

  const events = [...walk(engine, [right, right, left], { label: "car" }), ...emptyFor(engine, 300, 4000)];

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "LINE_CROSS drive in", "OBJECT_LEFT"]);
});

test("a crossing before the track was sure is told when it is", () => {
  const engine = anEngine({ lines: [drive] });

  const unsure = walk(engine, [right, right, left, left, left], { state: "tentative" });
  const sure = engine.next([aTrack(left, 500)], 500);

  expect(unsure).toEqual([]);
  expect(brief(sure)).toEqual(["OBJECT_APPEARED", "LINE_CROSS drive in"]);
});

test("a thing that is found again under another number crosses, enters and appears once", () => {
  const engine = anEngine({
    lines: [drive],
    zones: [
      {
        id: "yard",
        name: "Yard",
        polygon: [
          { x: 0, y: 0.5 },
          { x: 1, y: 0.5 },
          { x: 1, y: 1 },
          { x: 0, y: 1 },
        ],
      },
    ],
  });
  const before = straight(right, { x: 0.48, y: 0.8 }, 22);
  const one = walk(engine, before);
  const old = lost(aTrack({ x: 0.48, y: 0.8 }, 2200));

  // Found again a little to the right: back over the line, if it were another thing.
  const beyond = { x: 0.51, y: 0.8 };
  const again = [...still(beyond, 6), ...straight(beyond, left, 20)].flatMap((foot, i) => {
    const atMs = 3000 + i * 100;
    const state = i < 3 ? "tentative" : "confirmed";
    return engine.next([aTrack(foot, atMs, { id: 2, bornAtMs: 3000, state }), old], atMs);
  });
  const after = emptyFor(engine, 5700, 5000);

  expect(brief([...one, ...again])).toEqual(["OBJECT_APPEARED", "ZONE_ENTER yard", "LINE_CROSS drive in"]);
  expect(brief(after)).toEqual(["ZONE_EXIT yard", "OBJECT_LEFT"]);
  expect(said(engine.trace({ kind: "camera", id: "camera" }))).toContain(
    "Camera, person 2: Taken for the same thing as 1, which was lost there a moment ago.",
  );
});

test("who was thought to be found again, but comes back itself, leaves the other to be another", () => {
  const zone = { id: "yard", name: "Yard", polygon: lowerHalf };
  const engine = anEngine({ zones: [zone] });
  walk(engine, still(left, 5));
  const near = { x: 0.32, y: 0.8 };

  const taken = walk(engine, still(near, 5), { id: 2, fromMs: 600, bornAtMs: 600 });
  const whoIsIn = engine.stays().map(({ track }) => track.id);
  const back = engine.next([aTrack(left, 1200), aTrack(near, 1200, { id: 2, bornAtMs: 600 })], 1200);
  const after = emptyFor(engine, 1400, 5000);

  const briefly = (events: readonly LiveEvent[]) => events.map(({ type, track }) => `${type} ${track.id}`);
  expect(taken).toEqual([]);
  expect(whoIsIn).toEqual([2]);
  expect(briefly(back)).toEqual(["OBJECT_APPEARED 2", "ZONE_ENTER 2"]);
  expect(briefly(after)).toEqual(["ZONE_EXIT 1", "OBJECT_LEFT 1", "ZONE_EXIT 2", "OBJECT_LEFT 2"]);
  expect(after.flatMap((event) => ("stayedMs" in event ? [event.stayedMs] : []))).toEqual([1200, 0]);
});

test("only one is thought to be found again, and not who hides what stands", () => {
  const moving = anEngine();
  const parked = anEngine();
  const car = { label: "car", isStationary: true };
  walk(moving, still(left, 5));
  walk(parked, still(left, 5), car);

  const twins = [2, 3].map((id) => aTrack(left, 600, { id, bornAtMs: 600 }));
  const truck = aTrack(left, 600, { id: 2, bornAtMs: 600, label: "truck" });

  expect(moving.next(twins, 600)).toMatchObject([{ type: "OBJECT_APPEARED", track: { id: 3 } }]);
  expect(brief(parked.next([truck, lost(aTrack(left, 400, car))], 600))).toEqual(["OBJECT_APPEARED"]);
});

test("a jump over the line from one number to the next is no crossing, but the way on is followed", () => {
  const engine = anEngine({ lines: [drive] });
  const before = walk(engine, straight(right, { x: 0.51, y: 0.8 }, 10));
  const second = { id: 2, bornAtMs: 1400 };

  const jumped = walk(engine, still({ x: 0.47, y: 0.8 }, 5), { ...second, fromMs: 1400 });
  const on = walk(engine, [...straight({ x: 0.47, y: 0.8 }, left, 5), ...straight(left, right, 10)], {
    ...second,
    fromMs: 1900,
  });

  expect(brief([...before, ...jumped])).toEqual(["OBJECT_APPEARED"]);
  expect(brief(on)).toEqual(["LINE_CROSS drive out"]);
});

test("a second thing beside the first is another, and so is one of another kind or far away", () => {
  const appear = (wish: NonNullable<Parameters<typeof aTrack>[2]>, foot = left) => {
    const engine = anEngine();
    walk(engine, still(left, 5));
    const { bornAtMs = 900 } = wish;
    const atMs = Math.max(900, bornAtMs);
    return brief(engine.next([aTrack(foot, atMs, { ...wish, id: 2, bornAtMs })], atMs));
  };

  expect(appear({})).toEqual([]);
  expect(appear({ bornAtMs: 300 })).toEqual(["OBJECT_APPEARED"]);
  expect(appear({ bornAtMs: 2300 })).toEqual([]);
  expect(appear({ bornAtMs: 2500 })).toEqual(["OBJECT_APPEARED"]);
  expect(appear({ label: "dog" })).toEqual(["OBJECT_APPEARED"]);
  expect(appear({}, right)).toEqual(["OBJECT_APPEARED"]);
  expect(appear({ height: 0.6 }, { x: 0.35, y: 0.9 })).toEqual(["OBJECT_APPEARED"]);
});

test("a line takes note only of its objects", () => {
  const engine = anEngine({ lines: [{ ...drive, objects: ["vehicle"] }] });

  const person = walk(engine, straight(right, left, 10));
  const car = walk(engine, straight(right, left, 10), { id: 2, label: "car", fromMs: 1100, bornAtMs: 1100 });

  expect(crossings(person)).toEqual([]);
  expect(said(engine.trace(DRIVE))).toContain("Drive, person 1: The label person is not among vehicle.");
  expect(crossings(car)).toEqual(["LINE_CROSS drive in"]);
});

test("a line that alerts is what an alert needs", () => {
  const engine = anEngine({ lines: [{ ...drive, alerts: true }] });

  const events = walk(engine, straight(right, left, 10));

  expect(events.map(({ type, alerts }) => [type, alerts])).toEqual([
    ["OBJECT_APPEARED", false],
    ["LINE_CROSS", true],
  ]);
});
