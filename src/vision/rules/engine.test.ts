import { expect, test } from "vitest";
import type { LiveEvent } from "#domain/live-event.ts";
import { LiveRules } from "#domain/live-rules.ts";
import type { Evaluation } from "#domain/live-rules-trace.ts";
import { THINGS_MAX } from "./follow.ts";
import {
  anEngine,
  aTrack,
  brief,
  drive,
  emptyFor,
  lost,
  porch,
  said,
  still,
  straight,
  walk,
} from "./test-walk.ts";
import { TRACE_PER_RULE_MAX } from "./trace.ts";

const outside = { x: 0.5, y: 0.3 };
const inside = { x: 0.5, y: 0.8 };
const PORCH = { kind: "zone", id: "porch" } as const;
const CAMERA = { kind: "camera", id: "camera" } as const;
const narrow = [
  { x: 0, y: 0.9 },
  { x: 1, y: 0.9 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
];

test("an edit while somebody is inside tells of no coming or going", () => {
  const engine = anEngine({ zones: [porch] });
  const edits = [
    { version: 1, zones: [{ ...porch, polygon: narrow }] },
    { version: 2, zones: [porch] },
    { version: 3, zones: [{ ...porch, objects: ["vehicle"] }] },
    { version: 4, zones: [porch, { ...porch, id: "yard", name: "Yard" }] },
    { version: 5, zones: [{ ...porch, name: "Veranda" }] },
  ];
  walk(engine, still(inside, 5));

  const events = edits.flatMap((rules, i) => {
    engine.use(LiveRules.parse(rules));
    return walk(engine, still(inside, 10), { fromMs: 500 + i * 1000 });
  });

  expect(events).toEqual([]);
  expect(engine.stays().map(({ zone }) => zone)).toEqual(["porch"]);
});

test("after an edit the next true coming or going is told, with the new version", () => {
  const engine = anEngine({ zones: [porch] });
  walk(engine, still(inside, 5));
  engine.use(LiveRules.parse({ version: 7, zones: [{ ...porch, polygon: narrow }] }));

  const events = walk(engine, [...still(inside, 5), ...still({ x: 0.5, y: 0.95 }, 5), ...still(outside, 5)], {
    fromMs: 500,
  });

  expect(brief(events)).toEqual(["ZONE_ENTER porch", "ZONE_EXIT porch"]);
  expect(events.map(({ rulesVersion }) => rulesVersion)).toEqual([7, 7]);
  expect(said(engine.trace(PORCH))).toContain(
    "Porch, person 1: The rules were changed; it is taken to be outside without an event.",
  );
});

test("who has not appeared yet when a zone is edited may still enter it", () => {
  const engine = anEngine();
  walk(engine, still(inside, 5), { state: "tentative" });

  engine.use(LiveRules.parse({ version: 1, zones: [porch] }));
  const events = walk(engine, still(inside, 5), { fromMs: 500 });

  expect(brief(events)).toEqual(["OBJECT_APPEARED", "ZONE_ENTER porch"]);
});

test("somebody who stood on the edge of an edited zone is not told of as coming in", () => {
  const engine = anEngine({ zones: [porch] });
  walk(engine, [...still(inside, 5), ...still({ x: 0.5, y: 0.495 }, 5)]);

  engine.use(LiveRules.parse({ version: 1, zones: [{ ...porch, inertia: 2 }] }));
  const events = walk(engine, still({ x: 0.5, y: 0.505 }, 10), { fromMs: 1000 });

  expect(events).toEqual([]);
  expect(engine.stays()).toMatchObject([{ zone: "porch", sinceMs: 0 }]);
});

test("a stay goes on through an edit, and begins with it in a zone that is new", () => {
  const loitering = { ...porch, loiter_s: 2 };
  const engine = anEngine({ zones: [loitering] });
  walk(engine, still(inside, 10));

  const other = { ...loitering, id: "yard", name: "Yard" };
  engine.use(LiveRules.parse({ version: 1, zones: [{ ...loitering, inertia: 5 }, other] }));
  const events = walk(engine, still(inside, 30), { fromMs: 1000 });

  expect(events.map(({ atMs }, i) => `${brief(events)[i]} ${atMs}`)).toEqual([
    "ZONE_DWELL porch 2000",
    "ZONE_DWELL yard 2900",
  ]);
});

test("a new name or loitering time begins no stay anew", () => {
  const engine = anEngine({ zones: [porch] });
  walk(engine, still(inside, 21));

  engine.use(LiveRules.parse({ version: 1, zones: [{ ...porch, name: "Veranda", loiter_s: 1 }] }));
  const events = walk(engine, still(inside, 5), { fromMs: 2100 });

  expect(events).toMatchObject([{ type: "ZONE_DWELL", insideMs: 2100, zone: { name: "Veranda" } }]);
});

test("a line that is moved over somebody is not crossed by that, and keeps its counts", () => {
  const engine = anEngine({ lines: [drive] });
  const onLine = { x: 0.501, y: 0.8 };
  walk(engine, straight({ x: 0.6, y: 0.8 }, { x: 0.4, y: 0.8 }, 20));
  walk(engine, straight({ x: 0.4, y: 0.8 }, onLine, 10), { fromMs: 2100 });

  const moved = { ...drive, a: { x: 0.45, y: 0 }, b: { x: 0.45, y: 1 } };
  engine.use(LiveRules.parse({ version: 1, lines: [moved] }));
  const events = walk(engine, still(onLine, 10), { fromMs: 3200 });
  const counted = engine.counts();
  engine.use(LiveRules.parse({ version: 2 }));
  engine.use(LiveRules.parse({ version: 3, lines: [drive] }));

  expect(events).toEqual([]);
  expect(counted).toEqual([{ line: "drive", in: 1, out: 0 }]);
  expect(engine.counts()).toEqual([{ line: "drive", in: 0, out: 0 }]);
});

test("each evaluation can be heard, and says how far a stay has come", () => {
  const heard: Evaluation[] = [];
  const engine = anEngine({ zones: [{ ...porch, loiter_s: 1 }] }, { onEvaluation: (one) => heard.push(one) });

  walk(engine, [...still(outside, 2), ...still(inside, 14), ...still(outside, 3)]);
  const texts = said(heard.filter(({ rule }) => rule.kind === "zone"));

  expect(texts.filter((_, i) => i < 7 || i > 9)).toEqual([
    "Porch, person 1: The foot point is outside Porch.",
    "Porch, person 1: The foot point is outside Porch.",
    "Porch, person 1: Inside Porch in 1 of 3 observations in a row.",
    "Porch, person 1: Inside Porch in 2 of 3 observations in a row.",
    "* Porch, person 1: Entered Porch.",
    "Porch, person 1: Inside for 0.3 s of 1 s.",
    "Porch, person 1: Inside for 0.4 s of 1 s.",
    "Porch, person 1: Inside for 0.8 s of 1 s.",
    "Porch, person 1: Inside for 0.9 s of 1 s.",
    "* Porch, person 1: Loiters: inside for 1 s.",
    "Porch, person 1: Inside for 1.1 s.",
    "Porch, person 1: Inside for 1.2 s.",
    "Porch, person 1: Inside for 1.3 s.",
    "Porch, person 1: Outside Porch in 1 of 3 observations in a row.",
    "Porch, person 1: Outside Porch in 2 of 3 observations in a row.",
    "* Porch, person 1: Left Porch after 1.4 s.",
  ]);
  expect(engine.trace(PORCH).map(({ verdict }) => verdict.kind)).toEqual([
    "outside",
    "arriving",
    "entered",
    "inside",
    "loitering",
    "inside",
    "leaving",
    "exited",
  ]);
});

test("the trace keeps what changed, and no more than its bound", () => {
  const engine = anEngine({ zones: [{ ...porch, inertia: 1, loiter_s: 60 }], lines: [drive] });

  for (let round = 0; round < TRACE_PER_RULE_MAX; round++) {
    walk(engine, [...still(outside, 5), ...still(inside, 5)], { fromMs: round * 1000 });
  }
  const trace = engine.trace(PORCH);

  expect(trace).toHaveLength(TRACE_PER_RULE_MAX);
  expect(said(trace.slice(-4))).toEqual([
    "* Porch, person 1: Left Porch after 0.5 s, less than the 60 s that are loitering.",
    "Porch, person 1: The foot point is outside Porch.",
    "* Porch, person 1: Entered Porch.",
    "Porch, person 1: Inside for 0.1 s of 60 s.",
  ]);
  expect(said(engine.verdicts())).toEqual([
    "Camera, person 1: Still there.",
    "Porch, person 1: Inside for 0.4 s of 60 s.",
    "Drive, person 1: Stands on Drive.",
  ]);
});

test("more things than can be followed are ignored and counted, and the trace says so once", () => {
  const engine = anEngine();
  const crowd = Array.from({ length: THINGS_MAX + 10 }, (_, i) =>
    aTrack({ x: (i % 40) / 40, y: 0.9 }, 0, { id: i + 1 }),
  );

  const events = engine.next(crowd, 0);
  const texts = said(engine.trace(CAMERA)).filter((text) => text.includes("Too many"));
  engine.next(
    crowd.map((track) => ({ ...track, seenAtMs: 100 })),
    100,
  );

  expect(events).toHaveLength(THINGS_MAX);
  expect(engine.ignored).toBe(20);
  expect(texts).toHaveLength(1);
});

test("things that are gone are forgotten", () => {
  const engine = anEngine();
  for (let id = 1; id <= THINGS_MAX * 3; id++) {
    const atMs = id * 1000;
    engine.next([aTrack({ x: (id * 0.37) % 1, y: 0.9 }, atMs, { id, bornAtMs: atMs })], atMs);
  }

  emptyFor(engine, 2_000_000, 5000);

  expect(engine.ignored).toBe(0);
  expect(engine.verdicts()).toEqual([]);
});

test("a clock that is set back stops nobody from leaving", () => {
  const engine = anEngine({ zones: [porch] });
  walk(engine, still(inside, 5), { fromMs: 3_600_000, bornAtMs: 3_600_000 });

  const back = walk(engine, still(inside, 5));
  const events = emptyFor(engine, 500, 4000);

  expect(back).toEqual([]);
  expect(brief(events)).toEqual(["ZONE_EXIT porch", "OBJECT_LEFT"]);
  expect(events[0]).toMatchObject({ insideMs: 400 });
});

test("a lost track that was never sure is neither told of nor kept", () => {
  const engine = anEngine();
  const track = aTrack(inside, 0);

  const events = [0, 100, 5000].flatMap((atMs) => engine.next([lost(track)], atMs));

  expect(events).toEqual([]);
  expect(engine.verdicts()).toEqual([]);
});

test("what stood here long before it appeared is no reason for an alert until it moves", () => {
  const engine = anEngine({ zones: [{ ...porch, loiter_s: 60 }], alerts_on_left: ["car"] });
  const parked = { label: "car", isStationary: true, bornAtMs: 0 };

  const found = walk(engine, still(inside, 5), { ...parked, fromMs: 3_600_000 });
  const driven = walk(engine, [...still(outside, 5), ...still(inside, 5)], {
    ...parked,
    isStationary: false,
    fromMs: 3_601_000,
  });
  const left = emptyFor(engine, 3_603_000, 5000);

  const unmoved = anEngine({ alerts_on_left: ["car"] });
  walk(unmoved, still(inside, 5), { ...parked, fromMs: 3_600_000 });
  const vanished = emptyFor(unmoved, 3_601_000, 5000);

  const alerts = (events: readonly LiveEvent[]) => events.map(({ type, alerts: is }) => `${type} ${is}`);
  expect(alerts(found)).toEqual(["OBJECT_APPEARED false", "ZONE_ENTER false"]);
  expect(alerts(driven)).toEqual(["ZONE_EXIT false", "ZONE_ENTER true"]);
  expect(alerts(left)).toEqual(["ZONE_EXIT false", "OBJECT_LEFT true"]);
  expect(alerts(vanished)).toEqual(["OBJECT_LEFT true"]);
});
