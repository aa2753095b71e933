import { describe, expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { fragmentedBytes, makeRandom } from "#test/fragmented.ts";
import { makeMedia } from "#test/servers/media.ts";
import { type Fragment, makeFragmentReader } from "./fragment-reader.ts";
import type { StreamHead } from "./stream-head.ts";

interface All {
  head?: StreamHead;
  readonly fragments: Fragment[];
}

function readAll(chunks: Iterable<Uint8Array>, boxBytesMax?: number): All {
  const read = makeFragmentReader(boxBytesMax);
  const all: All = { fragments: [] };
  for (const chunk of chunks) {
    for (const event of read(chunk)) {
      if (event.type === "head") all.head = event.head;
      else all.fragments.push(event.fragment);
    }
  }
  return all;
}

/** Cut anywhere: mostly small pieces, some empty, some of one byte, some large. */
function* cutAnywhere(bytes: Uint8Array, random: () => number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; ) {
    const size = Math.floor(random() ** 4 * 70_000);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

function outcomeOf(work: () => unknown): "read" | "failed" | "bug" {
  try {
    work();
    return "read";
  } catch (cause) {
    return cause instanceof Failure ? "failed" : "bug";
  }
}

const h264 = () => makeMedia({ codec: "h264", audio: "aac" });

describe("the head", () => {
  test("says what an H.264 stream with sound is", async () => {
    const { head } = readAll([await fragmentedBytes(await h264(), { codec: "h264", audio: "copy" })]);

    expect(head?.init.video).toEqual({ codec: "h264", width: 320, height: 240, audio: "aac" });
    expect(head?.init.codecs).toMatch(/^avc1\.42c0[0-9a-f]{2}, mp4a\.40\.2$/);
    expect(head?.parameterSets.sps).toHaveLength(1);
  });

  test("says what an H.265 stream without sound is", async () => {
    const file = await makeMedia({ codec: "hevc" });

    const { head } = readAll([await fragmentedBytes(file, { codec: "hevc", audio: "none" })]);

    expect(head?.init.video).toEqual({ codec: "hevc", width: 320, height: 240, audio: "none" });
    expect(head?.init.codecs).toMatch(/^hvc1\.1\.6\.L60\.90$/);
    expect(head?.parameterSets.vps).toHaveLength(1);
  });
});

test("each frame is one fragment, with its key flag and time", async () => {
  const file = await h264();

  const { fragments } = readAll([await fragmentedBytes(file, { codec: "h264", audio: "copy" })]);

  const video = fragments.filter(({ track }) => track.kind === "video");
  expect(video).toHaveLength(120);
  expect(video.flatMap(({ key }, index) => (key ? [index] : []))).toEqual([0, 15, 30, 45, 60, 75, 90, 105]);
  // The first gap holds the lead of the sound: see retime.ts.
  const gaps = video.slice(2).map(({ dts }, index) => dts - (video[index + 1]?.dts ?? 0));
  expect(new Set(gaps)).toEqual(new Set([(video[0]?.track.timescale ?? 0) / 15]));
  expect(fragments.some(({ track, key }) => track.kind === "audio" && !key)).toBe(true);
});

test("it reads the same whatever the chunks, byte for byte", async () => {
  const bytes = await fragmentedBytes(await h264(), { codec: "h264", audio: "copy" });
  const whole = readAll([bytes]);

  for (let seed = 1; seed <= 30; seed += 1) {
    const cut = readAll(cutAnywhere(bytes, makeRandom(seed)));

    expect(cut.head?.init).toEqual(whole.head?.init);
    expect(Buffer.concat(cut.fragments.map((fragment) => fragment.bytes))).toEqual(
      Buffer.concat(whole.fragments.map((fragment) => fragment.bytes)),
    );
  }
  expect(
    Buffer.concat([whole.head?.init.bytes ?? new Uint8Array(), ...whole.fragments.map((one) => one.bytes)]),
  ).toEqual(bytes.subarray(0, bytes.indexOf("mfra") - 4));
});

test("one byte at a time is read too", async () => {
  const bytes = (await fragmentedBytes(await h264(), { codec: "h264", audio: "none" })).subarray(0, 60_000);

  const all = readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)));

  expect(all.fragments.length).toBeGreaterThan(5);
});

test("damage anywhere is a failure or goes unnoticed, never a bug, a hang or a giant buffer", async () => {
  const bytes = await fragmentedBytes(await h264(), { codec: "h264", audio: "copy" });
  const outcomes = { read: 0, failed: 0, bug: 0 };

  for (let seed = 1; seed <= 400; seed += 1) {
    const random = makeRandom(seed);
    const damaged = Buffer.from(bytes.subarray(0, 40_000));
    // Half of them in the head, where structure is dense.
    const range = seed % 2 ? 1500 : damaged.byteLength;
    for (let hit = 0; hit <= random() * 8; hit += 1) damaged[Math.floor(random() * range)] = random() * 256;
    outcomes[outcomeOf(() => readAll(cutAnywhere(damaged, random), 1024 * 1024))] += 1;
  }

  expect(outcomes.bug).toBe(0);
  expect(outcomes.read).toBeGreaterThan(0);
  expect(outcomes.failed).toBeGreaterThan(50);
});

test("a box past the bound is refused before it is held", () => {
  const header = Uint8Array.of(0x7f, 0xff, 0xff, 0xff, ...Buffer.from("mdat"));

  expect(() => readAll([header])).toThrow("The stream is damaged.");
});
