import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { type Lane, makeLane } from "./lane.ts";

const front = CameraSlug.parse("front_door");
const garden = CameraSlug.parse("garden");
const running = new AbortController().signal;

function openLane(wish: Partial<Parameters<typeof makeLane>[0]> = {}) {
  const room: string[] = [];
  const lane = makeLane({ concurrency: 1, onRoom: (camera) => room.push(camera), ...wish });
  return { lane, room };
}

const join = (lane: Lane, camera: CameraSlug, startedAtMs: number, isUrgent = false) =>
  lane.join({ camera, startedAtMs, isUrgent: () => isUrgent });

/** Puts clips in and lets them through one after another; tells the order of their turns. */
async function orderOf(lane: Lane, clips: readonly (readonly [CameraSlug, number])[]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    clips.map(async ([camera, atMs]) => {
      using place = join(lane, camera, atMs);
      using _turn = await place?.turn(running);
      order.push(`${camera} ${atMs}`);
      await new Promise((resolve) => setImmediate(resolve));
    }),
  );
  return order;
}

test("only so many are at work at once", async () => {
  const { lane } = openLane({ concurrency: 2 });
  const places = [1, 2, 3].map((atMs) => join(lane, front, atMs));
  const turns = places.map((place) => place?.turn(running));
  const first = await turns[0];
  await turns[1];

  expect(lane.load()).toEqual({ running: 2, waiting: 1, limit: 2000 });

  first?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  await turns[2];
  expect(lane.load()).toMatchObject({ running: 2, waiting: 1 });
});

test("a flood of one camera does not starve another", async () => {
  const { lane } = openLane();
  const flood = Array.from({ length: 20 }, (_, n) => [front, n] as const);

  const order = await orderOf(lane, [...flood, [garden, 100], [garden, 101]]);

  expect(order.indexOf("garden 101")).toBeLessThan(4);
  expect(order.indexOf("garden 100")).toBeLessThan(6);
});

test("the newest clip of a camera goes first, and now and then the oldest", async () => {
  const { lane } = openLane();

  const order = await orderOf(
    lane,
    [5, 1, 7, 3, 8, 2, 6].map((atMs) => [front, atMs] as const),
  );

  // The first to come found the lane empty.
  expect(order.map((entry) => Number(entry.split(" ")[1]))).toEqual([5, 8, 7, 6, 1, 3, 2]);
});

test("a full lane refuses what is older, and calls the camera back when it is half empty", () => {
  const { lane, room } = openLane({ placesMax: 100, placesPerCameraMax: 4 });
  const places = [1, 2, 3, 4].map((atMs) => join(lane, front, atMs));

  expect(join(lane, front, 0)).toBeUndefined();
  expect(lane.mustWait(front)).toBe(true);
  expect(lane.mustWait(garden)).toBe(false);
  places[0]?.[Symbol.dispose]();
  places[0]?.[Symbol.dispose]();
  expect(room).toEqual([]);
  places[1]?.[Symbol.dispose]();
  expect(room).toEqual([front]);
  places[2]?.[Symbol.dispose]();

  expect(room).toEqual([front]);
});

test("a camera that was refused by a lane full of others is called back too", () => {
  const { lane, room } = openLane({ placesMax: 4, placesPerCameraMax: 4 });
  const places = [1, 2, 3, 4].map((atMs) => join(lane, front, atMs));

  const refused = join(lane, garden, 0);
  places[0]?.[Symbol.dispose]();
  places[1]?.[Symbol.dispose]();

  expect(refused).toBeUndefined();
  expect(room).toEqual([garden]);
});

test("whoever stops waiting leaves the queue", async () => {
  const { lane } = openLane();
  const stop = new AbortController();
  const first = await join(lane, front, 1)?.turn(running);
  const gone = join(lane, front, 2)?.turn(stop.signal);
  const alone = join(lane, garden, 2)?.turn(stop.signal);
  const next = join(lane, front, 3)?.turn(running);

  stop.abort();

  await expect(gone).rejects.toThrow("aborted");
  await expect(alone).rejects.toThrow("aborted");
  await expect(join(lane, front, 4)?.turn(AbortSignal.abort())).rejects.toThrow("aborted");
  first?.[Symbol.dispose]();
  await expect(next).resolves.toBeDefined();
});

test("a newer clip takes the place of the oldest one that only waits", async () => {
  const { lane, room } = openLane({ placesPerCameraMax: 2 });
  const atWork = join(lane, front, 1);
  const turn = await atWork?.turn(running);
  const old = join(lane, front, 2);
  const waiting = old?.turn(running);

  const fresh = join(lane, front, 3);

  expect(fresh).toBeDefined();
  expect(atWork?.lost.aborted).toBe(false);
  expect(old?.lost.aborted).toBe(true);
  await expect(waiting).rejects.toThrow("aborted");
  old?.[Symbol.dispose]();
  fresh?.[Symbol.dispose]();
  expect(lane.load()).toMatchObject({ running: 1, waiting: 0 });
  expect(room).toEqual([front]);
  turn?.[Symbol.dispose]();
});

test("in a lane full of others a clip takes the place of one of the largest camera", () => {
  const { lane } = openLane({ placesMax: 3 });
  const places = [1, 2, 3].map((atMs) => join(lane, front, atMs));

  const fresh = join(lane, garden, 4);

  expect(fresh).toBeDefined();
  expect(places.map((place) => place?.lost.aborted)).toEqual([true, false, false]);
});

test("an alert keeps its place, whatever is newer, and takes that of an ordinary clip", () => {
  const { lane } = openLane({ placesPerCameraMax: 2 });
  const alert = join(lane, front, 1, true);
  const ordinary = join(lane, front, 5);

  const newer = join(lane, front, 9);
  const oldAlert = join(lane, front, 0, true);

  expect(ordinary?.lost.aborted).toBe(true);
  expect(newer?.lost.aborted).toBe(true);
  expect(alert?.lost.aborted).toBe(false);
  expect(oldAlert?.lost.aborted).toBe(false);
  expect(join(lane, front, 99)).toBeUndefined();
});

test("alerts go first, but not for ever", async () => {
  const { lane } = openLane();
  const busy = await join(lane, front, 0)?.turn(running);
  const order: number[] = [];
  const go = async (camera: CameraSlug, atMs: number, isUrgent: boolean) => {
    using place = join(lane, camera, atMs, isUrgent);
    using _turn = await place?.turn(running);
    order.push(atMs);
  };
  const all = [
    go(garden, 50, false),
    go(garden, 40, false),
    ...[1, 2, 3, 4].map((at) => go(front, at, true)),
  ];

  busy?.[Symbol.dispose]();
  await Promise.all(all);

  expect(order).toEqual([4, 50, 3, 2, 40, 1]);
});

test("outside its hours only alerts have a turn, also those that become one while they wait", async () => {
  let isOpen = false;
  const { lane } = openLane({ isOpen: () => isOpen });
  const alerts = new Set([1]);
  const order: number[] = [];
  const go = async (startedAtMs: number) => {
    using place = lane.join({ camera: front, startedAtMs, isUrgent: () => alerts.has(startedAtMs) });
    using _turn = await place?.turn(running);
    order.push(startedAtMs);
  };
  const all = [1, 2, 3].map(go);
  await all[0];

  alerts.add(2);
  lane.wake();
  await all[1];

  expect(order).toEqual([1, 2]);
  isOpen = true;
  lane.wake();
  await all[2];
  expect(order).toEqual([1, 2, 3]);
});
