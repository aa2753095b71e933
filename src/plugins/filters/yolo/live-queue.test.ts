import { expect, test } from "vitest";
import { CAMERAS_WAITING_MAX, makeLiveQueue, TRACKING_SHARE } from "./live-queue.ts";

/** Cameras that always have a frame waiting; which get the next looks. */
function rounds(cameras: Readonly<Record<string, boolean>>, looks: number): string[] {
  const queue = makeLiveQueue<string>();
  const offer = () => {
    for (const [camera, isTracking] of Object.entries(cameras))
      queue.put({ camera, isTracking, item: camera });
  };
  return Array.from({ length: looks }, () => {
    offer();
    return queue.take()?.camera ?? "";
  });
}

const countOf = (looked: readonly string[], camera: string) =>
  looked.filter((name) => name === camera).length;

test("of each camera only the newest waits, the older one is given back", () => {
  const queue = makeLiveQueue<string>();

  expect(queue.put({ camera: "porch", isTracking: false, item: "old" })).toBeUndefined();
  expect(queue.put({ camera: "porch", isTracking: false, item: "new" })).toBe("old");

  expect(queue.size).toBe(1);
  expect(queue.take()?.item).toBe("new");
  expect(queue.take()).toBeUndefined();
});

test("cameras that are alike get the same share in turn", () => {
  const looked = rounds({ a: false, b: false, c: false }, 9);

  expect(looked.slice(0, 3).toSorted()).toEqual(["a", "b", "c"]);
  expect(looked).toEqual([0, 1, 2].flatMap(() => looked.slice(0, 3)));
});

test("a camera with something tracked gets more, and the others never starve", () => {
  const looked = rounds({ quiet: false, still: false, tracked: true }, 50);

  expect(countOf(looked, "tracked")).toBe(TRACKING_SHARE * 10);
  expect(countOf(looked, "quiet")).toBe(10);
  expect(countOf(looked, "still")).toBe(10);
});

test("with every other camera tracking, the one without still has its share", () => {
  const busy = Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`busy ${at}`, true]));
  const looked = rounds({ ...busy, quiet: false }, 15 * TRACKING_SHARE * 4);

  expect(countOf(looked, "quiet")).toBeGreaterThanOrEqual(3);
});

test("a camera that was quiet comes next, and then takes its turn like the others", () => {
  const queue = makeLiveQueue<string>();
  const busy = () => ["a", "b"].map((camera) => queue.put({ camera, isTracking: true, item: camera }));
  for (let look = 0; look < 100; look++) {
    busy();
    queue.take();
  }

  busy();
  queue.put({ camera: "woken", isTracking: false, item: "woken" });
  expect(queue.take()?.camera).toBe("woken");

  queue.put({ camera: "woken", isTracking: false, item: "woken" });
  const next = [1, 2, 3, 4].map(() => {
    busy();
    return queue.take()?.camera;
  });
  expect(next).not.toContain("woken");
});

test("a camera that offers ten times as often gets no more", () => {
  const queue = makeLiveQueue<string>();
  const looked: string[] = [];
  for (let round = 0; round < 20; round++) {
    for (let again = 0; again < 10; again++) queue.put({ camera: "fast", isTracking: false, item: "fast" });
    queue.put({ camera: "slow", isTracking: false, item: "slow" });
    looked.push(queue.take()?.camera ?? "");
  }

  expect(countOf(looked, "fast")).toBe(10);
});

test("a closer look counts as one more", () => {
  const queue = makeLiveQueue<string>();
  const looked: string[] = [];
  for (let round = 0; round < 30; round++) {
    for (const camera of ["closer", "plain"]) queue.put({ camera, isTracking: true, item: camera });
    const camera = queue.take()?.camera ?? "";
    looked.push(camera);
    if (camera === "closer") queue.charge(camera);
  }

  expect(countOf(looked, "closer")).toBe(10);
});

test("more cameras than may wait are turned away, and what is removed is not taken", () => {
  const queue = makeLiveQueue<string>();
  for (let at = 0; at < CAMERAS_WAITING_MAX; at++)
    queue.put({ camera: `${at}`, isTracking: false, item: `${at}` });

  expect(queue.put({ camera: "one more", isTracking: true, item: "one more" })).toBe("one more");
  expect(queue.remove("0")).toBe(true);
  expect(queue.remove("0")).toBe(false);
  expect(queue.size).toBe(CAMERAS_WAITING_MAX - 1);
});
