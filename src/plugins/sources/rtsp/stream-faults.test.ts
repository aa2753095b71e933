import { expect, test } from "vitest";
import type { CameraState } from "#domain/camera.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeStreamFaults } from "./stream-faults.ts";

const MINUTE = 60_000;
const init = {
  bytes: new Uint8Array(),
  codecs: "avc1",
  video: { codec: "h264", width: 640, height: 360, audio: "none" },
} as const;

function openBench() {
  const clock = makeManualClock();
  const stream = makeStreamFaults({ clock });
  let dtsMs = 0;
  let count = 0;
  const begin = () => stream.hear({ type: "init", init, session: 1 });
  const cut = () => stream.hear({ type: "end", session: 1 });
  /** Frames whose steps `stepMs` says, of which those arrive that `arrives` says. */
  const play = async (
    forMs: number,
    stepMs: (frame: number) => number,
    { arrives = (frame: number): boolean => frame >= 0 } = {},
  ) => {
    for (const untilMs = dtsMs + forMs; dtsMs < untilMs; count++) {
      const step = stepMs(count);
      dtsMs += step;
      await clock.advance(step);
      if (!arrives(count)) continue;
      const key = count % 30 === 0;
      const frame = {
        track: "video",
        key,
        bytes: new Uint8Array(),
        dtsMs,
        durationMs: step,
        arrivedAtMs: 0,
      } as const;
      stream.hear({ type: "frame", frame, session: 1 });
      if (count % 10 === 0) stream.sentences();
    }
    return stream.sentences();
  };
  const become = (state: CameraState) => stream.status({ state, reason: "", sinceMs: 0 });
  begin();
  return { clock, stream, begin, cut, play, become };
}

test("a stream that loses a third of its pictures is told after minutes, and well again after more", async () => {
  const { play } = openBench();
  expect(await play(5 * MINUTE, () => 100)).toEqual([]);

  expect(await play(2 * MINUTE, () => 100, { arrives: (frame) => frame % 3 > 0 })).toEqual([]);
  const told = await play(4 * MINUTE, () => 100, { arrives: (frame) => frame % 3 > 0 });
  expect(told).toEqual([expect.stringMatching(/^About a quarter of the pictures are lost/)]);

  expect(await play(3 * MINUTE, () => 100)).toHaveLength(1);
  expect(await play(5 * MINUTE, () => 100)).toEqual([]);
});

test.each<readonly [string, (frame: number) => number]>([
  ["jitters", (frame) => 40 + ((frame * 7919) % 25)],
  ["is half as fast at night", (frame) => (frame < 3000 ? 40 : 80)],
  ["slows down while nothing happens", (frame) => (frame % 200 < 170 ? 50 : 500)],
  ["loses a picture now and then", (frame) => (frame % 20 === 0 ? 80 : 40)],
])("a camera that %s loses nothing", async (_, stepMs) => {
  const { play } = openBench();

  for (let minute = 0; minute < 20; minute++) expect(await play(MINUTE, stepMs)).toEqual([]);
});

test("a camera that sends hardly anything any more is told after ten minutes", async () => {
  const { play } = openBench();
  await play(3 * MINUTE, () => 100);

  expect(await play(9 * MINUTE, () => 4000)).toEqual([]);
  const told = await play(4 * MINUTE, () => 4000);

  expect(told).toEqual([expect.stringMatching(/hardly any pictures instead of 10\./)]);
});

test("six cuts in an hour are told, until there were only two in one", async () => {
  const { clock, stream, become } = openBench();
  const cutOff = async () => {
    become("live");
    become("lost");
    become("starting");
    become("unreachable");
    await clock.advance(5 * MINUTE);
  };
  for (let times = 0; times < 5; times++) await cutOff();
  expect(stream.sentences()).toEqual([]);

  await cutOff();
  expect(stream.sentences()).toEqual([expect.stringMatching(/^The connection to the camera is cut again/)]);

  await clock.advance(44 * MINUTE);
  expect(stream.sentences()).toHaveLength(1);
  await clock.advance(MINUTE);
  expect(stream.sentences()).toEqual([]);
});

test("a camera that is away counts once, however often it is tried", async () => {
  const { stream, become } = openBench();
  become("live");

  for (let times = 0; times < 20; times++) {
    become("unreachable");
    become("starting");
  }

  expect(stream.sentences()).toEqual([]);
});

test("a pause between two sessions is no lost picture", async () => {
  const { clock, begin, cut, play } = openBench();
  for (let times = 0; times < 20; times++) {
    await play(20_000, () => 100);
    cut();
    await clock.advance(20_000);
    begin();
    expect(await play(20_000, () => 100)).toEqual([]);
  }
});
