import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { PictureFault, PictureFaultKind } from "#domain/picture-fault.ts";
import type { CameraMemory, SourceContext } from "#ports/plugin.ts";
import { ffmpegOutput } from "#test/ffmpeg.ts";
import { makeSourceContext } from "#test/plugin-context.ts";
import { until } from "#test/recording.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { VIEW_TIMING, type ViewTiming } from "#vision/view/timing.ts";
import { RtspSettings } from "./settings.ts";
import { openRtspSource } from "./source.ts";

const DEADLINE_MS = 150_000;

/** As in the house, with seconds for hours: a test cannot wait a day. Pictures come five times a second. */
const HURRIED: ViewTiming = {
  ...VIEW_TIMING,
  lookMs: 0,
  blendMs: 600,
  settledMs: 2000,
  seasonedMs: 3000,
  coveredMs: 1000,
  abruptMs: 10_000,
  movedMs: 1000,
  otherViewMs: 3000,
  wellMs: 400,
  keepMs: 500,
  // The server plays its files again and again, which looks like a camera that hangs.
  aliveMs: Number.POSITIVE_INFINITY,
  frozenMs: 3000,
};

/** A street that was drawn by ffmpeg, with a sensor's noise, seen as `view` says; made once per machine. */
async function street(name: string, view: string): Promise<string> {
  const folder = join(tmpdir(), "porchlight-test-media");
  const path = join(folder, `street-${name}.mp4`);
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) return path;
  await mkdir(folder, { recursive: true });
  const half = join(folder, `street-${process.pid}-${name}.mp4`);
  const houses = Array.from({ length: 40 }, (_, i) => {
    const [x, y, w, h] = [(i * 137) % 760, (i * 89) % 430, 20 + ((i * 31) % 90), 16 + ((i * 53) % 70)];
    return `drawbox=x=${x}:y=${y}:w=${w}:h=${h}:color=0x${((i * 0x2f3d17 + 0x203040) % 0xffffff).toString(16).padStart(6, "0")}:t=fill`;
  });
  await ffmpegOutput([
    ..."-y -f lavfi -i color=c=0x607060:s=800x450:r=15:d=40 -vf".split(" "),
    [...houses, view].join(","),
    ..."-c:v libx264 -preset ultrafast -crf 30 -g 15 -bf 0 -sc_threshold 0 -pix_fmt yuv420p".split(" "),
    half,
  ]);
  await rename(half, path);
  return path;
}

const NOISE = "noise=alls=6:allf=t";
const scene = () => street("known", `crop=640:360:80:40,${NOISE}`);
/** The same, but no picture twice. */
const sceneLater = () => street("later", `crop=640:360:80:40,${NOISE}:all_seed=99`);
const covered = () => street("covered", `crop=640:360:80:40,lutyuv=y=22:u=128:v=128,${NOISE}`);
const turned = () => street("turned", `crop=640:360:160:80,${NOISE}`);
const hung = () => street("hung", "crop=640:360:80:40");

/** Runs a source until the test is over. */
async function watch(url: string, substream: string, memory: CameraMemory, timing: ViewTiming) {
  const mediaDir = await mkdtemp(join(tmpdir(), "porchlight-picture-"));
  const context: SourceContext = {
    ...makeSourceContext(mediaDir),
    isRecordingOn: () => false,
    memory,
  };
  const source = openRtspSource(RtspSettings.parse({ url, substream_url: substream }), context, timing);
  const stop = new AbortController();
  const told: (readonly PictureFault[])[] = [];
  const running = source.run(
    {
      status() {},
      motion() {},
      async clip() {},
      picture: (faults) => void told.push(faults),
    },
    stop.signal,
  );
  const end = async () => {
    stop.abort();
    await running;
    await source[Symbol.asyncDispose]();
    await rm(mediaDir, { recursive: true, force: true });
  };
  onTestFinished(end);
  const kinds = () => told.at(-1)?.map(({ kind }) => kind) ?? [];
  return { source, told, kinds, end };
}

/** All that was ever remembered; the last counts. */
function makeMemory() {
  const rows: unknown[] = [];
  return {
    rows,
    read: async () => rows.at(-1),
    write: async (value: unknown) => void rows.push(structuredClone(value)),
  };
}

const seenMs = (stored: unknown): number =>
  (stored as { sub: { seenMs: number } } | undefined)?.sub.seenMs ?? 0;

/** A camera that has known its scene for long enough. `becomes` and `isWell` wait for what is told. */
async function knowing(timing = HURRIED) {
  const known = await scene();
  const server = await startRtspServer({
    streams: [
      { path: "/main", file: known },
      { path: "/sub", file: known },
    ],
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const memory = makeMemory();
  const open = () => watch(server.url("/main"), server.url("/sub"), memory, timing);
  const camera = await open();
  const patiently = (condition: () => boolean, what: string) =>
    until(condition, what, () => JSON.stringify(camera.told));
  const isKnown = () => seenMs(memory.rows.at(-1)) > timing.seasonedMs;
  await patiently(isKnown, "a known scene");
  return {
    ...camera,
    /** The scene was forgotten, and another one is known. */
    learnsAnew: async () => {
      await patiently(() => !isKnown(), "the scene forgotten");
      await patiently(isKnown, "a new scene");
    },
    open,
    show: (file: string) => server.switchFile("/sub", file),
    becomes: (kind: PictureFaultKind) => patiently(() => camera.kinds().includes(kind), kind),
    isWell: () => patiently(() => camera.kinds().length === 0, "all well"),
  };
}

test(
  "a lens that is covered is told, and taken back when it is free",
  async () => {
    const { show, becomes, isWell, told } = await knowing();

    await show(await covered());
    await becomes("covered");

    await show(await scene());
    await isWell();
    expect(told.flat().map(({ kind }) => kind)).toEqual(["covered"]);
  },
  DEADLINE_MS,
);

test(
  "a camera that is turned is told until its owner says that it is meant to be so, also after a restart",
  async () => {
    const { show, becomes, source, kinds, end, open, learnsAnew } = await knowing();

    await show(await turned());
    await becomes("moved");
    source.acceptView?.();
    expect(kinds()).toEqual([]);
    await learnsAnew();
    await end();

    const restarted = await open();
    await show(await scene());
    await until(() => restarted.kinds().includes("moved"), "moved from what was accepted");
  },
  DEADLINE_MS,
);

test(
  "a camera that hangs is told, and taken back when it lives again",
  async () => {
    const { show, becomes, isWell, told } = await knowing({ ...HURRIED, aliveMs: 2000 });

    await show(await hung());
    await becomes("frozen");

    await show(await sceneLater());
    await isWell();
    expect(told.flat().map(({ kind }) => kind)).toEqual(["frozen"]);
  },
  DEADLINE_MS,
);
