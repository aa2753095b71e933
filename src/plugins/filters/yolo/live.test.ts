import { expect, test } from "vitest";
import type { Detection } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import { type CameraSlug, slugOf } from "#domain/ids.ts";
import type { LiveLook } from "#ports/live-detector.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { greyFrame } from "#test/live-frames.ts";
import type { Detector } from "./detector.ts";
import { makeLiveDetector } from "./live.ts";
import { STALE_MS } from "./live-looker.ts";
import { makeTurns } from "./live-turns.ts";

const running = new AbortController().signal;
const size = { width: 64, height: 36 };
const porch = slugOf("porch");
const plain: LiveLook = { labels: ["person"], minScore: 0.1, isTracking: true, regions: [] };
const person: Detection = {
  label: "person",
  score: 0.9,
  box: { x: 0.4, y: 0.4, width: 0.1, height: 0.3 },
  at_ms: 0,
};

interface Asked {
  readonly mark: number;
  readonly isWhole: boolean;
  answer(detections?: readonly Detection[]): void;
  fail(cause: unknown): void;
}

/** A model that answers when the test says so. A frame's `atMs` tells the test which it is. */
function bench({ input = size } = {}) {
  const clock = makeManualClock();
  const turns = makeTurns();
  const closing = new AbortController();
  const asked: Asked[] = [];
  const order: number[] = [];
  let most = 0;
  const lookAt: Detector["lookAt"] = (frame, part, _, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Detector["lookAt"]>>>();
    if (signal.aborted) throw new Failure("aborted", "stopped");
    signal.addEventListener("abort", () => reject(new Failure("aborted", "stopped")), { once: true });
    const isWhole = part.width === frame.width && part.height === frame.height;
    if (isWhole) order.push(frame.atMs);
    asked.push({
      mark: frame.atMs,
      isWhole,
      answer: (detections = []) => resolve({ detections, frame }),
      fail: reject,
    });
    most = Math.max(most, asked.length);
    return promise;
  };
  const state: { detector: Pick<Detector, "lookAt" | "input"> | undefined; failure?: Failure } = {
    detector: { lookAt, input },
  };
  const detector = () => {
    if (state.failure) throw state.failure;
    return state.detector;
  };
  const live = makeLiveDetector({ clock, turns, detector, closing: closing.signal });
  const offer = (camera: CameraSlug, mark = 0, look = plain, signal = running, frame = greyFrame(size)) =>
    live.look(camera, { ...frame, atMs: mark }, look, signal);
  /** What the model is asked next. */
  const next = async (): Promise<Asked> => {
    await expect.poll(() => asked.length, { timeout: 30_000, interval: 1 }).toBeGreaterThan(0);
    const [first] = asked.splice(0, 1);
    if (!first) throw new Error("nothing was asked");
    return first;
  };
  return { live, offer, next, clock, turns, closing, state, order, asked, most: () => most };
}

const outcomeOf = (look: Promise<unknown>) =>
  look.then(
    (found) => found,
    (cause: unknown) => cause,
  );

test("a frame is looked at, and what is in it comes back", async () => {
  const { live, offer, next } = bench();

  const look = offer(porch);
  (await next()).answer([person]);

  expect(await look).toEqual([person]);
  expect(live.load()).toEqual({ waiting: 0, looked: 1, dropped: 0, lookMs: 0 });
});

test("of one camera only the newest waits, the others are dropped and counted", async () => {
  const { live, offer, next, order } = bench();
  const first = offer(porch, 1);
  const atWork = await next();
  const rest = [2, 3, 4, 5].map((mark) => offer(porch, mark));

  expect(live.load().waiting).toBe(1);
  atWork.answer();
  (await next()).answer([person]);

  expect(await first).toEqual([]);
  expect(await Promise.all(rest)).toEqual([undefined, undefined, undefined, [person]]);
  expect(order).toEqual([1, 5]);
  expect(live.load()).toMatchObject({ looked: 2, dropped: 3, waiting: 0 });
});

test("a frame that waited too long is not looked at", async () => {
  const { live, offer, next, clock, order } = bench();
  void offer(porch, 1);
  const atWork = await next();
  const stale = offer(slugOf("yard"), 2);
  await clock.advance(STALE_MS + 1);
  const fresh = offer(slugOf("gate"), 3);

  atWork.answer();
  (await next()).answer();

  expect(await stale).toBeUndefined();
  expect(await fresh).toEqual([]);
  expect(order).toEqual([1, 3]);
  expect(live.load().dropped).toBe(1);
});

test("the median is from the offer to the detections", async () => {
  const { live, offer, next, clock } = bench();
  for (const ms of [100, 300, 200]) {
    const look = offer(porch);
    const atWork = await next();
    await clock.advance(ms);
    atWork.answer();
    await look;
  }

  expect(live.load().lookMs).toBe(200);
});

test("a clip's pictures and live frames take turns", async () => {
  const { offer, next, turns } = bench();
  const begun: string[] = [];
  const clip = (name: string) => turns.take("clip", async () => void begun.push(name), running);
  void offer(porch, 1);
  const atWork = await next();
  const clips = [clip("first"), clip("second")];
  const yard = offer(slugOf("yard"), 2);

  atWork.answer();
  const second = await next();
  expect(begun).toEqual(["first"]);
  second.answer();
  await Promise.all([...clips, yard]);

  expect(begun).toEqual(["first", "second"]);
});

test("sixteen cameras at fifteen a second and a slow model: all get their share, memory stays flat", async () => {
  const { live, offer, next, order } = bench();
  const cameras = Array.from({ length: 16 }, (_, at) => slugOf(`Camera ${at}`));
  const seconds = 60;
  const looks: Promise<unknown>[] = [];
  const settled = { count: 0 };
  let most = 0;
  for (let tick = 0; tick < 15 * seconds; tick++) {
    for (const [at, camera] of cameras.entries()) {
      const look = offer(camera, at, { ...plain, isTracking: at < 4 });
      looks.push(look.then(() => settled.count++));
    }
    most = Math.max(most, live.load().waiting);
    // Five looks a second.
    if (tick % 3 === 0) {
      (await next()).answer(Array.from({ length: 200 }, () => person));
      await new Promise(setImmediate);
    }
  }
  await new Promise(setImmediate);
  const { looked, dropped, waiting } = live.load();

  expect(most).toBe(16);
  expect(looked).toBe(5 * seconds);
  // One more is with the model.
  expect(looked + dropped + waiting + 1).toBe(looks.length);
  expect(settled.count).toBe(looked + dropped);
  const shares = cameras.map((_, at) => order.filter((mark) => mark === at).length);
  for (const [at, share] of shares.entries()) {
    const fair = (5 * seconds * (at < 4 ? 3 : 1)) / (4 * 3 + 12);
    expect(Math.abs(share - fair), `camera ${at}`).toBeLessThanOrEqual(2);
  }
});

test("a model that fails tells whose frame it was, and the next is looked at", async () => {
  const { offer, next } = bench();
  const failing = outcomeOf(offer(porch));
  const atWork = await next();
  const other = offer(slugOf("yard"));

  atWork.fail(new Failure("unavailable", "The detector stopped unexpectedly and will be started again."));
  (await next()).answer([person]);

  expect(await failing).toMatchObject({ kind: "unavailable" });
  expect(await other).toEqual([person]);
});

test("while the model is loaded frames are dropped, while it cannot be had the reason is told", async () => {
  const { live, offer, state, next } = bench();
  const { detector } = state;

  state.detector = undefined;
  expect(await offer(porch)).toBeUndefined();
  state.failure = new Failure("rejected", "The detection model cannot be used.");
  await expect(offer(porch)).rejects.toThrow("cannot be used");
  Object.assign(state, { detector, failure: undefined });
  const look = offer(porch);
  (await next()).answer([person]);

  expect(await look).toEqual([person]);
  expect(live.load()).toMatchObject({ looked: 1, dropped: 1, waiting: 0 });
});

test("a model that goes while frames wait lets go of them", async () => {
  const { offer, next, state, live } = bench();
  void offer(porch);
  const atWork = await next();
  const waiting = outcomeOf(offer(slugOf("yard")));

  state.failure = new Failure("unavailable", "gone");
  atWork.answer();

  expect(await waiting).toBe(state.failure);
  expect(live.load().waiting).toBe(0);
});

test("closing lets go of whoever waits and of whoever is looked at, and takes no more", async () => {
  const { live, offer, next, closing } = bench();
  const looks = ["porch", "yard", "gate"].map((name) => outcomeOf(offer(slugOf(name))));
  await next();

  closing.abort();

  for (const outcome of await Promise.all(looks)) expect(outcome).toMatchObject({ kind: "aborted" });
  await expect(offer(porch)).rejects.toMatchObject({ kind: "aborted" });
  expect(live.load()).toMatchObject({ waiting: 0, looked: 0 });
});

test("who is aborted is let go at once, the others are looked at", async () => {
  const { live, offer, next } = bench();
  const abort = new AbortController();
  const inHand = outcomeOf(offer(porch, 1, plain, abort.signal));
  await next();
  const waiting = outcomeOf(offer(slugOf("yard"), 2, plain, abort.signal));
  const other = offer(slugOf("gate"), 3);

  abort.abort();
  (await next()).answer([person]);

  expect(await inHand).toMatchObject({ kind: "aborted" });
  expect(await waiting).toMatchObject({ kind: "aborted" });
  expect(await other).toEqual([person]);
  await expect(offer(porch, 4, plain, AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
  expect(live.load()).toMatchObject({ waiting: 0, looked: 1 });
});
