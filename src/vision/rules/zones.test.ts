import { expect, test } from "vitest";
import {
  anEngine,
  aTrack,
  brief,
  emptyFor,
  FRAME_MS,
  lost,
  porch,
  said,
  still,
  straight,
  walk,
} from "./test-walk.ts";

const outside = { x: 0.5, y: 0.3 };
const inside = { x: 0.5, y: 0.8 };
const PORCH = { kind: "zone", id: "porch" } as const;

test("a thing appears, enters a zone, leaves it, and leaves", () => {
  const engine = anEngine({ zones: [porch] });

  const events = [
    ...walk(engine, [...straight(outside, inside, 20), ...straight(inside, outside, 20)]),
    ...emptyFor(engine, 4200, 5000),
  ];

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch", "ZONE_EXIT porch", "OBJECT_LEFT"]);
});

test("the foot decides, not the middle of the box", () => {
  const engine = anEngine({ zones: [porch] });

  walk(engine, still({ x: 0.5, y: 0.49 }, 10), { height: 0.4 });
  const above = engine.stays();
  walk(engine, still({ x: 0.5, y: 0.51 }, 10), { id: 2, height: 0.4, fromMs: 5000, bornAtMs: 5000 });

  expect(above).toEqual([]);
  expect(engine.stays().map(({ track }) => track.id)).toEqual([2]);
});

test("who is cut off by the edge of the picture is in a zone drawn to that edge", () => {
  const engine = anEngine({ zones: [porch] });

  walk(engine, still({ x: 1.001, y: 1.001 }, 5));

  expect(engine.stays()).toHaveLength(1);
});

test("a track may be in several zones at once", () => {
  const whole = {
    ...porch,
    id: "all",
    name: "All",
    polygon: [
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 1, y: 1 },
      { x: 0, y: 1 },
    ],
  };
  const engine = anEngine({ zones: [porch, whole] });

  const events = walk(engine, still(inside, 5));

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch", "ZONE_ENTER all"]);
});

test("an entry needs observations in a row, and counts from the first of them", () => {
  const engine = anEngine({ zones: [{ ...porch, inertia: 4 }] });

  const twice = walk(engine, [outside, inside, inside, inside, outside, inside, inside, inside]);
  const then = engine.next([aTrack(inside, 800)], 800);

  expect(brief(twice)).toEqual(["OBJECT_APPEARED"]);
  expect(brief(then)).toEqual(["ZONE_ENTER porch"]);
  expect(engine.stays()[0]?.sinceMs).toBe(500);
});

test("somebody at the edge whose box wavers does not come and go", () => {
  const engine = anEngine({ zones: [{ ...porch, inertia: 1 }] });
  const edge = Array.from({ length: 100 }, (_, i) => ({ x: 0.5, y: 0.5 + (i % 2 === 0 ? 0.005 : -0.005) }));

  const events = walk(engine, [...straight(outside, inside, 10), ...edge]);

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch"]);
});

test("a small box far away wavers by the pixels of the picture", () => {
  const engine = anEngine({ zones: [{ ...porch, inertia: 1 }] });
  const edge = Array.from({ length: 100 }, (_, i) => ({ x: 0.5, y: 0.5 + (i % 2 === 0 ? 0.004 : -0.004) }));

  const events = walk(engine, edge, { height: 0.03 });

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch"]);
});

test("loitering is told once a stay, and again after leaving", () => {
  const engine = anEngine({ zones: [{ ...porch, loiter_s: 2 }] });
  const round = [...still(inside, 60), ...still(outside, 10)];

  const events = walk(engine, [...round, ...round]);

  const stay = ["ZONE_ENTER porch", "ZONE_DWELL porch", "ZONE_EXIT porch"];
  expect(brief(events)).toEqual(["OBJECT_APPEARED", ...stay, ...stay]);
  expect(events.filter(({ type }) => type === "ZONE_DWELL").map((event) => event.atMs)).toEqual([2000, 9000]);
  expect(events.find(({ type }) => type === "ZONE_EXIT")).toMatchObject({ insideMs: 6000 });
});

test("what stands still loiters also while nobody detects it, and does not leave while the tracker knows it", () => {
  const engine = anEngine({ zones: [{ ...porch, loiter_s: 600 }] });
  const car = aTrack(inside, 300, { label: "car", isStationary: true });
  walk(engine, still(inside, 3), { label: "car", isStationary: true });
  engine.next([car], 300);

  const asleep = [60_000, 599_000, 600_000, 700_000].flatMap((atMs) => engine.next([lost(car)], atMs));
  const gone = engine.next([], 701_000);

  expect(asleep.map(({ type, atMs }) => [type, atMs])).toEqual([["ZONE_DWELL", 600_000]]);
  expect(brief(gone)).toEqual(["ZONE_EXIT porch", "OBJECT_LEFT"]);
  expect(gone[1]).toMatchObject({ hasStood: true });
});

test("an exit is told when a track is lost inside", () => {
  const engine = anEngine({ zones: [porch] });
  const track = aTrack(inside, 400);
  walk(engine, still(inside, 5));

  const soon = engine.next([lost(track)], 3400);
  const later = engine.next([lost(track)], 3500);

  expect(soon).toEqual([]);
  expect(brief(later)).toEqual(["ZONE_EXIT porch", "OBJECT_LEFT"]);
  expect(later[0]).toMatchObject({ insideMs: 400, track: { id: 1 } });
});

test("who is lost on the way out has left with the first step outside", () => {
  const engine = anEngine({ zones: [porch] });

  const events = [...walk(engine, [...still(inside, 5), outside, outside]), ...emptyFor(engine, 700, 4000)];

  expect(events.find(({ type }) => type === "ZONE_EXIT")).toMatchObject({ insideMs: 500 });
});

test("a track found again after it left appears again", () => {
  const engine = anEngine({ zones: [porch] });
  walk(engine, still(inside, 5));
  emptyFor(engine, 500, 5000);

  const again = walk(engine, still(inside, 5), { fromMs: 10_000 });

  expect(brief(again)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch"]);
});

test("a zone takes note only of its objects, scores, sizes and forms", () => {
  const zone = {
    ...porch,
    inertia: 1,
    objects: ["person"],
    min_score: 0.6,
    min_area: 0.004,
    max_area: 0.1,
    max_ratio: 1,
    min_ratio: 0.1,
  };
  const enters = (wish: Parameters<typeof walk>[2]) => {
    const engine = anEngine({ zones: [zone] });
    const events = walk(engine, still(inside, 3), wish);
    return brief(events).includes("ZONE_ENTER porch") || said(engine.trace(PORCH)).at(-1);
  };

  expect(enters({})).toBe(true);
  expect(enters({ label: "dog" })).toBe("Porch, dog 1: The label dog is not among person.");
  expect(enters({ score: 0.599 })).toBe("Porch, person 1: The score .59 is below .60.");
  expect(enters({ width: 0.01 })).toBe("Porch, person 1: It covers 0.2 % of the picture, less than 0.4 %.");
  expect(enters({ width: 0.3, height: 0.6 })).toBe(
    "Porch, person 1: It covers 18 % of the picture, more than the 10 % allowed.",
  );
  expect(enters({ width: 0.006, height: 0.8 })).toBe(
    "Porch, person 1: It is 0.01 times as wide as high, less than 0.1.",
  );
  expect(enters({ width: 0.2, height: 0.2 })).toBe(
    "Porch, person 1: It is 1.78 times as wide as high, more than the 1 allowed.",
  );
});

test("a wavering score neither ends a stay nor begins an entry anew", () => {
  const engine = anEngine({ zones: [{ ...porch, min_score: 0.6 }] });
  const scores = [0.9, 0.3, 0.9, 0.3, 0.9, 0.3, 0.3, 0.3, 0.3];

  const events = scores.flatMap((score, i) =>
    engine.next([aTrack(inside, i * FRAME_MS, { score })], i * FRAME_MS),
  );

  expect(events.map(({ type, atMs }) => [type, atMs])).toEqual([
    ["OBJECT_APPEARED", 0],
    ["ZONE_ENTER", 400],
  ]);
});

test("how tall a thing must be depends on where it stands", () => {
  const min_height = { far: { row: 0.5, height: 0.1 }, near: { row: 0.9, height: 0.5 } };
  const enters = (row: number, height: number) => {
    const engine = anEngine({ zones: [{ ...porch, min_height }] });
    return brief(walk(engine, still({ x: 0.5, y: row }, 5), { height })).includes("ZONE_ENTER porch");
  };

  expect([enters(0.7, 0.31), enters(0.7, 0.29)]).toEqual([true, false]);
  expect([enters(1, 0.61), enters(1, 0.59)]).toEqual([true, false]);
});

test("what stands in a mask is taken for unseen", () => {
  const mask = { id: "hedge", name: "Hedge", polygon: porch.polygon, objects: ["animal"] };
  const engine = anEngine({ zones: [porch], masks: [mask] });

  const dog = walk(engine, still(inside, 40), { label: "dog" });
  const person = walk(engine, still(inside, 5), { id: 2, fromMs: 4000 });

  expect(dog).toEqual([]);
  expect(said(engine.trace(PORCH))).toContain(
    "Porch, dog 1: The foot point is inside the mask Hedge, so it is not looked at.",
  );
  expect(brief(person)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch"]);
});

test("who walks into a mask leaves", () => {
  const hedge = { id: "hedge", name: "Hedge", polygon: porch.polygon };
  const engine = anEngine({ masks: [hedge] });

  const events = walk(engine, [...still(outside, 5), ...still(inside, 80), ...still(outside, 5)]);

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "OBJECT_LEFT", "OBJECT_APPEARED"]);
});

test("nothing is told of a track that is not sure, or that the camera does not look for", () => {
  const engine = anEngine({ zones: [porch] }, { objects: ["person"] });

  const unsure = walk(engine, still(inside, 10), { state: "tentative" });
  const weak = walk(engine, still(inside, 10), { id: 2, score: 0.41, fromMs: 1000 });
  const unwanted = walk(engine, still(inside, 10), { id: 3, label: "car", fromMs: 2000 });
  const sure = engine.next([aTrack(inside, 3000)], 3000);

  expect([...unsure, ...weak, ...unwanted]).toEqual([]);
  expect(said(engine.trace(PORCH))).toEqual(
    expect.arrayContaining([
      "Porch, person 1: Seen too few times to be sure that it is there.",
      "Porch, person 1: Not found in this frame.",
      "Porch, person 2: The score .41 is below .50.",
      "Porch, car 3: The label car is not among person.",
    ]),
  );
  expect(brief(sure)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch"]);
});

test("a zone that alerts is what an alert needs; without one, being seen is enough", () => {
  const alerting = (rules: Parameters<typeof anEngine>[0]) => {
    const engine = anEngine(rules);
    const events = [...walk(engine, still(inside, 5)), ...emptyFor(engine, 500, 4000)];
    return events.filter(({ alerts }) => alerts).map(({ type }) => type);
  };

  expect(alerting({})).toEqual(["OBJECT_APPEARED"]);
  expect(alerting({ zones: [porch] })).toEqual(["ZONE_ENTER"]);
  expect(alerting({ zones: [{ ...porch, alerts: false }] })).toEqual(["OBJECT_APPEARED"]);
});

test("a parked car that leaves is a reason for an alert if the owner asks for that", () => {
  const leaving = (isStationary: boolean, alerts_on_left: string[]) => {
    const engine = anEngine({ alerts_on_left });
    walk(engine, still(inside, 5), { label: "car", isStationary });
    const events = [
      ...walk(engine, still(inside, 5), { label: "car", fromMs: 500 }),
      ...emptyFor(engine, 1000, 5000),
    ];
    return events.map(({ type, alerts }) => [type, alerts]);
  };

  expect(leaving(true, ["vehicle"])).toEqual([["OBJECT_LEFT", true]]);
  expect(leaving(true, [])).toEqual([["OBJECT_LEFT", false]]);
  expect(leaving(false, ["vehicle"])).toEqual([["OBJECT_LEFT", false]]);
});
