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

/** Puts clips in and lets them through one after another; tells the order of their turns. */
async function orderOf(lane: Lane, clips: readonly (readonly [CameraSlug, number])[]): Promise<string[]> {
  const order: string[] = [];
  await Promise.all(
    clips.map(async ([camera, atMs]) => {
      using place = lane.join(camera, atMs);
      using _turn = await place?.turn(running);
      order.push(`${camera} ${atMs}`);
      await new Promise((resolve) => setImmediate(resolve));
    }),
  );
  return order;
}

test("only so many are at work at once", async () => {
  const { lane } = openLane({ concurrency: 2 });
  const places = [1, 2, 3].map((atMs) => lane.join(front, atMs));
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

test("a full lane refuses, and calls the camera back when it is half empty", () => {
  const { lane, room } = openLane({ placesMax: 100, placesPerCameraMax: 4 });
  const places = [1, 2, 3, 4].map((atMs) => lane.join(front, atMs));

  expect(lane.join(front, 5)).toBeUndefined();
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
  const places = [1, 2, 3, 4].map((atMs) => lane.join(front, atMs));

  const refused = lane.join(garden, 5);
  places[0]?.[Symbol.dispose]();
  places[1]?.[Symbol.dispose]();

  expect(refused).toBeUndefined();
  expect(room).toEqual([garden]);
});

test("whoever stops waiting leaves the queue", async () => {
  const { lane } = openLane();
  const stop = new AbortController();
  const first = await lane.join(front, 1)?.turn(running);
  const gone = lane.join(front, 2)?.turn(stop.signal);
  const alone = lane.join(garden, 2)?.turn(stop.signal);
  const next = lane.join(front, 3)?.turn(running);

  stop.abort();

  await expect(gone).rejects.toThrow("aborted");
  await expect(alone).rejects.toThrow("aborted");
  await expect(lane.join(front, 4)?.turn(AbortSignal.abort())).rejects.toThrow("aborted");
  first?.[Symbol.dispose]();
  await expect(next).resolves.toBeDefined();
});
