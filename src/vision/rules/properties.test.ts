import { expect, test } from "vitest";
import type { Point, Polygon } from "#domain/geometry.ts";
import type { LiveEvent } from "#domain/live-event.ts";
import { ZonePolygon } from "#domain/zone-polygon.ts";
import { makeZoneShape } from "#domain/zone-shape.ts";
import {
  anEngine,
  aTrack,
  brief,
  emptyFor,
  FRAME_MS,
  lost,
  makeRandom,
  straight,
  type WishedRules,
  walk,
} from "./test-walk.ts";

const ROUNDS = 100;
/** A box of a tenth of the height: its foot wavers by 0.005 of the height. */
const HEIGHT = 0.1;
const ASPECT = 16 / 9;

interface Ends {
  readonly a: Point;
  readonly b: Point;
}

test("a path that crosses a line n times counts n, in and out in turn", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const ends = anyLine(random);
    const times = 1 + Math.floor(random() * 12);
    const isFirstIn = random() < 0.5;
    const path = crossingPath(random, ends, times, isFirstIn);

    const engine = anEngine({ lines: [{ id: "l", name: "L", ...ends }] });
    const events = walk(engine, path, { height: HEIGHT });

    const expected = Array.from({ length: times }, (_, i) => ((i % 2 === 0) === isFirstIn ? "in" : "out"));
    expect(directions(events)).toEqual(expected);
  });
});

test("wavering less than the band changes no count", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const ends = anyLine(random);
    const path = crossingPath(random, ends, 5, true).flatMap((foot) =>
      Array.from({ length: 3 }, () => ({
        x: foot.x + ((random() - 0.5) * 0.004) / ASPECT,
        y: foot.y + (random() - 0.5) * 0.004,
      })),
    );

    const engine = anEngine({ lines: [{ id: "l", name: "L", ...ends }] });

    expect(directions(walk(engine, path, { height: HEIGHT }))).toEqual(["in", "out", "in", "out", "in"]);
  });
});

test("a line turned round swaps in and out", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const { a, b } = anyLine(random);
    const path = anyPath(random, 120);
    const run = (ends: Ends) =>
      directions(walk(anEngine({ lines: [{ id: "l", name: "L", ...ends }] }), path));

    const swapped = run({ a: b, b: a });

    expect(swapped).toEqual(run({ a, b }).map((direction) => (direction === "in" ? "out" : "in")));
  });
});

test("who enters leaves, and who appears leaves, whatever happens to the track", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const engine = anEngine(anyRules(random));
    const events: LiveEvent[] = [];
    const paths = [anyPath(random, 300), anyPath(random, 300), anyPath(random, 300)];
    for (let i = 0; i < 300; i++) {
      const atMs = i * FRAME_MS;
      const tracks = paths.flatMap((path, index) => {
        const track = aTrack(path[i] ?? { x: 0, y: 0 }, atMs, { id: index + 1, score: 0.3 + random() * 0.7 });
        const luck = random();
        if (luck < 0.2) return [{ ...lost(track), seenAtMs: 0 }];
        // A third of the time one of them is not listed at all.
        return Math.floor(i / 40) % 3 === index ? [] : [track];
      });
      events.push(...engine.next(tracks, atMs));
    }
    events.push(...emptyFor(engine, 30_000, 5000));

    for (const [entry, exit] of [
      ["ZONE_ENTER", "ZONE_EXIT"],
      ["OBJECT_APPEARED", "OBJECT_LEFT"],
    ] as const) {
      const turns = new Map<string, string[]>();
      for (const event of events) {
        if (event.type !== entry && event.type !== exit) continue;
        const key = `${event.track.id} ${"zone" in event ? event.zone.id : ""}`;
        turns.set(key, [...(turns.get(key) ?? []), event.type]);
      }
      expect(turns.size).toBeGreaterThan(0);
      for (const turn of turns.values()) {
        expect(turn).toEqual(turn.map((_, i) => (i % 2 === 0 ? entry : exit)));
        expect(turn.length % 2).toBe(0);
      }
    }
    expect(engine.stays()).toEqual([]);
  });
});

test("a change of number makes nobody enter, leave or appear more often than they do the opposite", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const engine = anEngine(anyRules(random));
    let [id, bornAtMs] = [1, 0];
    const events = anyPath(random, 400).flatMap((foot, i) => {
      const atMs = i * FRAME_MS;
      if (random() < 0.05) [id, bornAtMs] = [id + 1, atMs];
      return engine.next([aTrack(foot, atMs, { id, bornAtMs })], atMs);
    });
    events.push(...emptyFor(engine, 40_000, 5000));
    const count = (text: string) => brief(events).filter((one) => one === text).length;

    expect(count("OBJECT_APPEARED")).toBe(count("OBJECT_LEFT"));
    for (const zone of ["x", "y", "z"]) expect(count(`ZONE_ENTER ${zone}`)).toBe(count(`ZONE_EXIT ${zone}`));
    expect(id).toBeGreaterThan(1);
    expect(count("OBJECT_APPEARED")).toBe(1);
  });
});

test("rules and paths that are moved together tell the same", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const rules = anyRules(random, 0.6);
    const path = anyPath(random, 200).map(({ x, y }) => ({ x: 0.15 + x * 0.6, y: 0.15 + y * 0.6 }));
    const by = { x: random() * 0.2, y: random() * 0.2 };
    const move = ({ x, y }: Point) => ({ x: x + by.x, y: y + by.y });

    const there = anEngine({
      zones: rules.zones.map((zone) => ({ ...zone, polygon: zone.polygon.map(move) })),
      lines: rules.lines.map((line) => ({ ...line, a: move(line.a), b: move(line.b) })),
    });

    expect(timed(walk(there, path.map(move)))).toEqual(timed(walk(anEngine(rules), path)));
  });
});

test("the order of tracks in a frame changes nothing", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const rules = anyRules(random);
    const paths = Array.from({ length: 5 }, () => anyPath(random, 100));
    const run = (sort: (frame: readonly number[]) => readonly number[]) => {
      const engine = anEngine(rules);
      return Array.from({ length: 100 }, (_, i) =>
        sort([0, 1, 2, 3, 4]).map((id) => aTrack(paths[id]?.[i] ?? { x: 0, y: 0 }, i * FRAME_MS, { id })),
      ).flatMap((tracks, i) => timed(engine.next(tracks, i * FRAME_MS)));
    };

    expect(run((ids) => ids.toSorted(() => random() - 0.5))).toEqual(run((ids) => ids));
  });
});

test("inside is where the angles around a point add up to a turn", () => {
  forSeeds((seed) => {
    const random = makeRandom(seed);
    const polygon = anyPolygon(random);
    const shape = makeZoneShape(polygon, ASPECT);

    const points = Array.from({ length: 50 }, () => ({ x: random(), y: random() }));

    expect(ZonePolygon.safeParse(polygon).success).toBe(true);
    expect(points.map((point) => shape.contains(point))).toEqual(
      points.map((point) => winds(polygon, point)),
    );
  });
});

test("each corner and each middle of a side is inside", () => {
  forSeeds((seed) => {
    const polygon = anyPolygon(makeRandom(seed));
    const shape = makeZoneShape(polygon, ASPECT);

    const edge = polygon.flatMap((a, i) => straight(a, polygon[(i + 1) % polygon.length] ?? a, 7));

    expect(edge.filter((point) => !shape.contains(point))).toEqual([]);
  });
});

/** The same at each run; a failure names the seed. */
function forSeeds(check: (seed: number) => void): void {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    try {
      check(seed);
    } catch (cause) {
      throw new Error(`with seed ${seed}: ${String(cause)}`, { cause });
    }
  }
}

const directions = (events: readonly LiveEvent[]) =>
  events.flatMap((event) => (event.type === "LINE_CROSS" ? [event.direction] : []));

const timed = (events: readonly LiveEvent[]) =>
  brief(events).map((text, i) => `${events[i]?.atMs} ${events[i]?.track.id} ${text}`);

function anyLine(random: () => number): Ends {
  const angle = random() * 2 * Math.PI;
  const half = 0.15 + random() * 0.2;
  const middle = { x: 0.4 + random() * 0.2, y: 0.4 + random() * 0.2 };
  const [x, y] = [(half * Math.cos(angle)) / ASPECT, half * Math.sin(angle)];
  return { a: { x: middle.x - x, y: middle.y - y }, b: { x: middle.x + x, y: middle.y + y } };
}

/** Goes from side to side, each time over the line itself, and stays beyond it for three observations or more. */
function crossingPath(random: () => number, { a, b }: Ends, times: number, isFirstIn: boolean): Point[] {
  const [dx, dy] = [(b.x - a.x) * ASPECT, b.y - a.y];
  const long = Math.hypot(dx, dy);
  // Across the line, to its right, in fractions of the frame.
  const across = { x: -dy / long / ASPECT, y: dx / long };
  const spot = (side: number) => {
    const along = 0.1 + random() * 0.8;
    const off = side * (0.02 + random() * 0.1);
    return { x: a.x + (b.x - a.x) * along + across.x * off, y: a.y + (b.y - a.y) * along + across.y * off };
  };
  const path: Point[] = [];
  for (let i = 0; i <= times; i++) {
    const side = (i % 2 === 0) === isFirstIn ? -1 : 1;
    const from = spot(side);
    const steps = 1 + Math.floor(random() * 6);
    const before = path.at(-1);
    if (before) path.push(...straight(before, from, steps).slice(1));
    path.push(...straight(from, spot(side), 3).slice(1));
  }
  return path;
}

/** A walk at random that turns often and may stand still. */
function anyPath(random: () => number, steps: number): Point[] {
  let [x, y, direction] = [random(), random(), random() * 7];
  return Array.from({ length: steps }, () => {
    const speed = random() < 0.2 ? 0 : 0.05 * random();
    direction += (random() - 0.5) * 1.5;
    x = Math.min(1, Math.max(0, x + speed * Math.cos(direction)));
    y = Math.min(1, Math.max(0, y + speed * Math.sin(direction)));
    return { x, y };
  });
}

/** Corners at growing angles around a middle, near and far: often concave, never crossing itself. */
function anyPolygon(random: () => number, size = 1): Point[] {
  const count = 3 + Math.floor(random() * 10);
  const turn = random() * 7;
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + ((i + random() * 0.8) * 2 * Math.PI) / count;
    const far = (0.1 + random() * 0.35) * size;
    return { x: 0.5 * size + far * Math.cos(angle), y: 0.5 * size + far * Math.sin(angle) };
  });
}

function anyRules(random: () => number, size = 1) {
  return {
    zones: ["x", "y", "z"].map((id) => ({
      id,
      name: id.toUpperCase(),
      polygon: anyPolygon(random, size).map(({ x, y }) => ({ x: x + (1 - size) / 4, y: y + (1 - size) / 4 })),
      inertia: 1 + Math.floor(random() * 4),
    })),
    lines: [
      { id: "l", name: "L", a: anyPolygon(random, size)[0] ?? zero, b: anyPolygon(random, size)[1] ?? zero },
    ],
  } satisfies WishedRules;
}
const zero = { x: 0, y: 0 };

/** Another way to tell what is inside, slow and plain. */
function winds(polygon: Polygon, point: Point): boolean {
  let sum = 0;
  for (const [i, a] of polygon.entries()) {
    const b = polygon[(i + 1) % polygon.length] ?? a;
    const [from, to] = [Math.atan2(a.y - point.y, a.x - point.x), Math.atan2(b.y - point.y, b.x - point.x)];
    sum += Math.atan2(Math.sin(to - from), Math.cos(to - from));
  }
  return Math.abs(sum) > Math.PI;
}
