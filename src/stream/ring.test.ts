import { expect, test } from "vitest";
import type { Frame, RingEvent, StreamInit } from "./frame.ts";
import { openRing } from "./ring.ts";

const init: StreamInit = {
  bytes: new Uint8Array(4),
  video: { codec: "h264", width: 320, height: 240, audio: "none" },
  codecs: "avc1.42c00c",
};

function aFrame(dtsMs: number, more: Partial<Frame> = {}): Frame {
  const frame = { track: "video", key: false, bytes: new Uint8Array(100), durationMs: 100 } as const;
  return { ...frame, dtsMs, arrivedAtMs: 1_800_000_000_000 + dtsMs, ...more };
}

const aKey = (dtsMs: number, more: Partial<Frame> = {}) => aFrame(dtsMs, { key: true, ...more });

const roomy = { maxSeconds: 3600, maxBytes: 1e9 };

test("groups begin with a key frame and hold all that follows, sound included", () => {
  const ring = openRing(roomy);

  ring.begin(init);
  for (const frame of [aKey(0), aFrame(100), aFrame(150, { track: "audio" }), aKey(200), aFrame(300)]) {
    ring.push(frame);
  }

  expect(ring.gops().map(({ frames }) => frames.map(({ dtsMs }) => dtsMs))).toEqual([
    [0, 100, 150],
    [200, 300],
  ]);
  expect(ring.gops().map(({ bytes }) => bytes)).toEqual([300, 200]);
  expect(ring.bytes()).toBe(500);
});

test("what comes before the first key frame of a session is neither kept nor heard", () => {
  const ring = openRing(roomy);
  const heard: RingEvent["type"][] = [];
  ring.subscribe(({ type }) => heard.push(type));

  ring.push(aKey(0));
  ring.begin(init);
  ring.push(aFrame(0));
  ring.push(aFrame(10, { track: "audio" }));
  ring.push(aKey(100));

  expect(ring.gops()).toHaveLength(1);
  expect(heard).toEqual(["init", "frame"]);
});

test("a group is kept while any of it is younger than maxSeconds, so that pre-roll of that length is there", () => {
  const ring = openRing({ maxSeconds: 5, maxBytes: 1e9 });

  ring.begin(init);
  for (let dtsMs = 0; dtsMs <= 20_000; dtsMs += 500) ring.push(aFrame(dtsMs, { key: dtsMs % 2000 === 0 }));

  const [oldest] = ring.gops();
  expect(oldest?.frames[0]?.dtsMs).toBe(14_000);
  expect(ring.gops()).toHaveLength(4);
});

test("past the byte cap the oldest groups go, but never the newest whole one or the open one", () => {
  const ring = openRing({ maxSeconds: 3600, maxBytes: 450 });

  ring.begin(init);
  for (let dtsMs = 0; dtsMs <= 1000; dtsMs += 100) ring.push(aFrame(dtsMs, { key: dtsMs % 200 === 0 }));
  const withinCap = ring.gops().map(({ frames }) => frames[0]?.dtsMs);
  for (let dtsMs = 1200; dtsMs <= 1300; dtsMs += 100) {
    ring.push(aFrame(dtsMs, { key: dtsMs === 1200, bytes: new Uint8Array(1000) }));
  }

  expect(withinCap).toEqual([800, 1000]);
  expect(ring.gops().map(({ frames }) => frames[0]?.dtsMs)).toEqual([1000, 1200]);
});

test("an endless group is given up and told once; listeners hear on; the next key frame begins anew", () => {
  const told: string[] = [];
  const options = { ...roomy, openGopBytesMax: 1000, onOverflow: (text: string) => told.push(text) };
  const ring = openRing(options);
  let heard = 0;
  ring.subscribe(({ type }) => {
    if (type === "frame") heard += 1;
  });

  ring.begin(init);
  ring.push(aKey(0));
  for (let dtsMs = 100; dtsMs <= 5000; dtsMs += 100) ring.push(aFrame(dtsMs));
  const whileEndless = ring.gops();
  ring.push(aKey(5100));
  for (let dtsMs = 5200; dtsMs <= 9000; dtsMs += 100) ring.push(aFrame(dtsMs));
  ring.push(aKey(9100));

  expect(whileEndless).toEqual([]);
  expect(heard).toBe(92);
  expect(told).toEqual([expect.stringContaining("key frames too rarely")]);
  expect(ring.gops().map(({ frames }) => frames.length)).toEqual([1]);
  expect(ring.bytes()).toBe(100);
});

test("sessions are counted, told apart and never mixed in one group", () => {
  const ring = openRing(roomy);
  const heard: string[] = [];
  ring.subscribe(({ type, session }) => heard.push(`${type} ${session}`));

  ring.begin(init);
  ring.push(aKey(0));
  ring.end();
  ring.end();
  ring.begin(init);
  ring.push(aKey(0));
  ring.begin(init);
  ring.push(aKey(0));

  expect(heard).toEqual(["init 1", "frame 1", "end 1", "init 2", "frame 2", "end 2", "init 3", "frame 3"]);
  expect(ring.gops().map(({ session }) => session)).toEqual([1, 2, 3]);
});

test("groups of an earlier session leave by their arrival, as their media clock is another", () => {
  const ring = openRing({ maxSeconds: 5, maxBytes: 1e9 });

  ring.begin(init);
  for (const dtsMs of [0, 1000, 2000]) ring.push(aKey(dtsMs, { arrivedAtMs: dtsMs }));
  ring.begin(init);
  ring.push(aKey(0, { arrivedAtMs: 6500 }));
  ring.push(aKey(100, { arrivedAtMs: 6600 }));

  expect(ring.gops().map(({ frames }) => frames[0]?.arrivedAtMs)).toEqual([2000, 6500, 6600]);
});

test("who stopped listening hears nothing, also twice and in the middle of an event", () => {
  const ring = openRing(roomy);
  const heard: string[] = [];
  const listener = ({ type }: RingEvent) => void heard.push(type);
  const first = ring.subscribe(listener);
  const second = ring.subscribe(listener);

  first[Symbol.dispose]();
  first[Symbol.dispose]();
  ring.begin(init);
  second[Symbol.dispose]();
  ring.push(aKey(0));

  expect(heard).toEqual(["init"]);
});

test("memory stays flat over hours of video", () => {
  const ring = openRing({ maxSeconds: 10, maxBytes: 100_000 });

  ring.begin(init);
  for (let index = 0; index < 200_000; index += 1) ring.push(aFrame(index * 40, { key: index % 50 === 0 }));

  expect(ring.bytes()).toBeLessThanOrEqual(100_000);
  expect(ring.gops().length).toBeLessThanOrEqual(7);
});
