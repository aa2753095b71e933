import { expect, test } from "vitest";
import { runProcess } from "#platform/process.ts";
import { fragmentedBytes } from "#test/fragmented.ts";
import { type MediaSpec, makeMedia } from "#test/servers/media.ts";
import { isTestdataMissing, testdata } from "#test/testdata.ts";
import { type Fragment, makeFragmentReader } from "./fragment-reader.ts";
import { headFor } from "./parameter-sets.ts";
import type { StreamHead } from "./stream-head.ts";

interface Stream {
  readonly head: StreamHead;
  readonly fragments: readonly Fragment[];
}

async function streamOf(file: string, codec: "h264" | "hevc"): Promise<Stream> {
  const read = makeFragmentReader();
  const events = [...read(await fragmentedBytes(file, { codec, audio: "none" }))];
  const head = events.flatMap((event) => (event.type === "head" ? [event.head] : []))[0];
  if (!head) throw new Error(`no head in ${file}`);
  return { head, fragments: events.flatMap((event) => (event.type === "fragment" ? [event.fragment] : [])) };
}

/** As cameras send key frames: with the parameter sets before the picture. */
function withSetsInBand({ head, fragments }: Stream): Fragment {
  const [key] = fragments;
  if (!key) throw new Error("no key frame");
  const { vps, sps, pps } = head.parameterSets;
  const nals = [...vps, ...sps, ...pps].map((nal) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(nal.byteLength);
    return Buffer.concat([length, nal]);
  });
  const bytes = Buffer.concat([
    key.bytes.subarray(0, key.dataStart),
    ...nals,
    key.bytes.subarray(key.dataStart),
  ]);
  return { ...key, bytes };
}

/** The size that ffmpeg sees in the head alone, and how many pictures it decodes without a complaint. */
async function judge(head: StreamHead, fragments: readonly Fragment[]) {
  const input = Buffer.concat([head.init.bytes, ...fragments.map(({ bytes }) => bytes)]);
  const { stdout, stderr } = await runProcess(
    "ffmpeg",
    "-v error -i pipe:0 -map 0:v -fps_mode passthrough -f framecrc -".split(" "),
    { timeoutMs: 60_000, input },
    new AbortController().signal,
  );
  const text = stdout.toString("utf8");
  return {
    size: /#dimensions 0: (\S+)/.exec(text)?.[1],
    pictures: text.split("\n").filter((line) => /^\d/.test(line)).length,
    stderr,
  };
}

const cases: readonly (readonly [string, MediaSpec, MediaSpec])[] = [
  ["H.264", { codec: "h264" }, { codec: "h264", size: "640x480" }],
  ["H.264 cropped", { codec: "h264" }, { codec: "h264", size: "426x242", seconds: 2 }],
  ["H.264 with B-frames", { codec: "h264" }, { codec: "h264", size: "640x360", seconds: 2, bFrames: 2 }],
  ["H.265", { codec: "hevc" }, { codec: "hevc", size: "640x480", seconds: 2 }],
  ["H.265 cropped", { codec: "hevc" }, { codec: "hevc", size: "426x242", seconds: 2 }],
];

test.each(cases)("a new size within %s makes a head that decodes on", async (_, before, after) => {
  const codec = before.codec === "hevc" ? "hevc" : "h264";
  const small = await streamOf(await makeMedia(before), codec);
  const large = await streamOf(await makeMedia(after), codec);

  const head = headFor(small.head, withSetsInBand(large));

  expect(head?.init.video).toEqual(large.head.init.video);
  expect(head?.init.codecs).toBe(large.head.init.codecs);
  expect(head?.parameterSets).toEqual(large.head.parameterSets);
  if (!head) return;
  const { size, pictures, stderr } = await judge(head, large.fragments);
  expect({ size, pictures, stderr }).toEqual({
    size: after.size,
    pictures: large.fragments.length,
    stderr: "",
  });
});

test("the same sets again, or none at all, are no new format", async () => {
  const stream = await streamOf(await makeMedia({ codec: "h264" }), "h264");

  const [, second] = stream.fragments;
  expect(headFor(stream.head, withSetsInBand(stream))).toBeUndefined();
  expect(second && headFor(stream.head, second)).toBeUndefined();
});

test.skipIf(isTestdataMissing).each([
  ["codec_offline_h264.mp4", "h264", 1920, 1080],
  ["codec_offline_h265.mp4", "hevc", 1920, 1080],
  ["traffic_camera_720p.mp4", "h264", 1280, 720],
  ["pets09_vtest_480x360.mp4", "h264", 480, 360],
  ["indoor_person_one_by_one_intel.mp4", "h264", 768, 432],
  ["codec_moonfire_clip.mp4", "h264", 320, 240],
] as const)("%s, made by other encoders, is sized right", async (name, codec, width, height) => {
  const other = await streamOf(await makeMedia({ codec, size: "640x480", seconds: 2 }), codec);
  const real = await streamOf(testdata("videos", name), codec);

  const head = headFor(other.head, withSetsInBand(real));

  expect(head?.init.video).toMatchObject({ width, height });
});
