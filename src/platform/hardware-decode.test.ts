import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTempDir } from "#test/temp-dir.ts";
import { type HardwareDecodeOptions, openHardwareDecode } from "./hardware-decode.ts";

/** Leaves out what is said of hardware, and what the test does not want it to be able to. */
const pretender = (more: string) => `#!/usr/bin/env node
const { spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");
let args = process.argv.slice(2);
const asked = args[args.indexOf("-hwaccel") + 1];
const isHardware = args.includes("-hwaccel");
args = args.filter((word, at) => !/^-(hwaccel|async_depth)/.test(word) && !/^-(hwaccel|async_depth)/.test(args[at - 1] ?? ""));
args = args.map((word) => word.replace("hwdownload,format=nv12|p010le,", ""));
const input = args.includes("pipe:0") ? readFileSync(0) : undefined;
let isHevc = input?.includes("hvc1");
${more}
const { stdout, stderr, status } = spawnSync("ffmpeg", args, { input, maxBuffer: 1e8 });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
`;

/** A machine with this ffmpeg, and a graphics device where there is to be one. */
async function machine(script: string, options: { hasDevice?: boolean } = {}) {
  const temp = await makeTempDir();
  onTestFinished(() => temp[Symbol.asyncDispose]());
  const folder = temp.path;
  const ffmpeg = join(folder, "ffmpeg");
  await writeFile(ffmpeg, script);
  await chmod(ffmpeg, 0o755);
  if (options.hasDevice === true) await writeFile(join(folder, "renderD128"), "");
  return async (wanted: HardwareDecodeOptions["wanted"], { waits = true } = {}) => {
    const decode = openHardwareDecode({ ffmpeg, wanted, devices: folder });
    onTestFinished(() => decode[Symbol.asyncDispose]());
    if (waits) await decode.probed;
    return decode;
  };
}

const refuse = (words: string) =>
  pretender(`if (isHardware) { process.stderr.write(${JSON.stringify(words)}); process.exit(1); }`);

test("where there is no hardware, software decodes, and each way has its own reason", async () => {
  const open = await machine(refuse("Cannot load libcuda.so.1\n"));

  const decode = await open("auto");

  expect(decode.methodFor("h264")).toBe("software");
  expect(decode.view().method).toBe("software");
  expect(decode.view().reason).toMatch(
    /^No hardware decodes here\. cuda: There is no NVIDIA driver, or no card for it\. vaapi: There is no graphics device \(.*\)\. qsv: There is no graphics device/,
  );
});

test("until it is known, software decodes", async () => {
  const decode = openHardwareDecode({ ffmpeg: "ffmpeg", wanted: "auto", devices: "/nowhere" });
  onTestFinished(() => decode[Symbol.asyncDispose]());

  expect(decode.methodFor("h264")).toBe("software");
  expect(decode.view().reason).toBe("Hardware is still being tried.");
  await decode.probed;
});

test("hardware that decodes the test pictures is used for both codecs", async () => {
  const open = await machine(pretender(`if (isHardware && asked !== "vaapi") process.exit(1);`), {
    hasDevice: true,
  });

  const decode = await open("auto");

  expect([decode.methodFor("h264"), decode.methodFor("hevc")]).toEqual(["vaapi", "vaapi"]);
  expect(decode.view()).toEqual({
    method: "vaapi",
    reason: "Pictures made for a test were decoded by vaapi: H.264 and H.265.",
  });
});

test("hardware that knows only H.264 is used for that", async () => {
  const open = await machine(
    pretender(
      `if (isHardware && isHevc) { process.stderr.write("No support for codec hevc"); process.exit(1); }`,
    ),
  );

  const decode = await open("cuda");

  expect([decode.methodFor("h264"), decode.methodFor("hevc")]).toEqual(["cuda", "software"]);
  expect(decode.view().reason).toBe(
    "Pictures made for a test were decoded by cuda: H.264. H.265 is decoded in software: It does not decode this codec.",
  );
});

test("hardware whose pictures are wrong is not used", async () => {
  const open = await machine(
    pretender(`if (isHardware) args = args.map((word) => word.replace("scale=", "negate,scale="));`),
  );

  const decode = await open("cuda");

  expect(decode.view()).toEqual({
    method: "software",
    reason: "The options ask for cuda in vain. cuda: Its pictures are wrong.",
  });
});

test.each([
  ["Cannot load libnvcuvid.so.1", /without its video part/],
  ["Unrecognized hwaccel: vaapi.", /built without it/],
  ["Failed to initialise VAAPI connection: -1 (unknown libva error).", /driver does not start/],
  ["something new", /ffmpeg says: something new/],
])("ffmpeg's %s becomes a sentence", async (words, sentence) => {
  const open = await machine(refuse(words), { hasDevice: true });

  const decode = await open("vaapi");

  expect(decode.view().reason).toMatch(sentence);
});

test("the options may say that software decodes, and nothing is tried", async () => {
  const open = await machine("#!/bin/sh\nexit 1\n");

  const decode = await open("software");

  expect(decode.view()).toEqual({ method: "software", reason: "The options say so." });
});

test("a camera whose stream the hardware does not take is named", async () => {
  const open = await machine(pretender(""));
  const decode = await open("cuda");

  decode.refused("Front door", "cuda");
  decode.refused("Front door", "cuda");

  expect(decode.view().reason).toMatch(/\. In software all the same, as no picture came: Front door\.$/);
});

test("a program that is no ffmpeg is no reason to stop", async () => {
  const open = await machine("#!/bin/sh\nexit 1\n", { hasDevice: true });

  const decode = await open("vaapi");

  expect(decode.view().reason).toMatch(/cannot make pictures to test it with/);
});

test("disposing does not wait for a probe that hangs", async () => {
  const open = await machine("#!/bin/sh\nexec sleep 600\n");
  const decode = await open("cuda", { waits: false });

  await decode[Symbol.asyncDispose]();

  expect(decode.view().method).toBe("software");
});
