import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import type { Broker, Publication } from "#ports/broker.ts";
import { makeLogger } from "#test/fakes/logger.ts";
import { makeLane } from "./lane.ts";

/** A broker that acknowledges when it is told to. */
function openStage() {
  const published: string[] = [];
  const state = { connected: true, refuses: false };
  let release = () => undefined as void;
  let held: Promise<void> = Promise.resolve();
  const broker: Broker = {
    get connected() {
      return state.connected;
    },
    async publish({ topic, payload }: Publication) {
      await held;
      if (state.refuses) throw new Failure("unavailable", "The broker is gone.");
      published.push(`${topic}=${String(payload)}`);
    },
    subscribe: () => ({ [Symbol.dispose]: () => undefined }),
    onConnected: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const stop = new AbortController();
  return {
    published,
    state,
    stop,
    lane: makeLane(broker, makeLogger(), stop.signal),
    hold() {
      held = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
  };
}

test("a state that waits for its turn is not in the way a second time, and its newest is said last", async () => {
  const { lane, published, hold, release } = openStage();
  hold();
  lane.keep("first", "x");
  await Promise.resolve();

  for (let time = 0; time < 500; time += 1) lane.keep("motion", "ON");
  expect(lane.waiting()).toBeLessThanOrEqual(2);
  lane.keep("motion", "OFF");
  lane.keep("motion", "ON");
  release();
  await lane.drained();

  expect(published).toEqual(["first=x", "motion=ON", "motion=OFF", "motion=ON"]);
});

test("a state that the broker did not take is said at the next offer", async () => {
  const { lane, published, state } = openStage();
  state.refuses = true;
  lane.keep("motion", "ON");
  await lane.drained();
  state.refuses = false;
  state.connected = false;
  lane.keep("motion", "ON");
  await lane.drained();
  state.connected = true;

  lane.keep("motion", "ON");
  lane.keep("motion", "ON");
  await lane.drained();

  expect(published).toEqual(["motion=ON"]);
});

test("what is forgotten is said again", async () => {
  const { lane, published } = openStage();
  lane.keep("a/motion", "ON");
  lane.keep("b/motion", "ON");
  await lane.drained();

  lane.forget("a/");
  lane.keep("a/motion", "ON");
  lane.keep("b/motion", "ON");
  await lane.drained();

  expect(published).toEqual(["a/motion=ON", "b/motion=ON", "a/motion=ON"]);
});

test("beyond its bound nothing is kept, and it is said when it is offered again", async () => {
  const { lane, published, hold, release } = openStage();
  hold();
  for (let n = 0; n < 2_500; n += 1) lane.say(() => ({ topic: "event", payload: String(n) }));
  lane.keep("motion", "ON");
  release();
  await lane.drained();
  expect(published).not.toContain("motion=ON");
  expect(published).toHaveLength(2_000);

  lane.keep("motion", "ON");
  await lane.drained();

  expect(published.at(-1)).toBe("motion=ON");
});
