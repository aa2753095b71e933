import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openProcess } from "#platform/process.ts";
import { startRtspServer } from "#test/servers/rtsp.ts";
import { makeQuietStream, type QuietStream } from "./quiet-stream.ts";

const script = fileURLToPath(new URL("./watching-box.ts", import.meta.url));
const LIVE_TIMEOUT_MS = 60_000;

const hd = { size: "1920x1080", rate: 25 } as const;
const quiet = {
  h264Gop2: { ...hd, codec: "h264", kbitPerS: 4000, gopS: 2 },
  h264Gop4: { ...hd, codec: "h264", kbitPerS: 4000, gopS: 4 },
  h265Gop4: { ...hd, codec: "hevc", kbitPerS: 3000, gopS: 4 },
  sub: { codec: "h264", size: "640x360", rate: 10, kbitPerS: 500, gopS: 2 },
} as const satisfies Record<string, QuietStream>;
export type QuietName = keyof typeof quiet;

export interface QuietCameras extends AsyncDisposable {
  /** Of the server, whose work is not ours. */
  readonly pid: number;
  url(name: QuietName): string;
}

/** Serves 1080p25 streams in which nothing happens, and a sub-stream. */
export async function startQuietCameras(): Promise<QuietCameras> {
  const streams: { path: string; file: string }[] = [];
  for (const [name, stream] of Object.entries(quiet)) {
    streams.push({ path: `/${name}`, file: await makeQuietStream(stream) });
  }
  const server = await startRtspServer({ streams });
  return {
    pid: server.pid,
    url: (name) => server.url(`/${name}`),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export interface Box extends AsyncDisposable {
  readonly pid: number;
  /** How often motion began since the start: should stay 0. */
  motions(): number;
}

/** Starts a process that watches these cameras, and waits until all of them are live. */
export async function openBox(cameras: readonly string[]): Promise<Box> {
  const child = await openProcess(process.execPath, [script, ...cameras]);
  const live = new Set<string>();
  let motions = 0;
  const allLive = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [camera = "", what] = line.split(" ");
      if (what === "motion") motions++;
      if (what === "live") live.add(camera);
      if (live.size === cameras.length) resolve();
    });
  });
  const failed = child.exited.then(() => Promise.reject(new Error(`the box ended: ${child.stderrTail()}`)));
  failed.catch(() => {});
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("not all cameras became live")), LIVE_TIMEOUT_MS).unref();
  });
  late.catch(() => {});
  await Promise.race([allLive, failed, late]).catch(async (cause: unknown) => {
    await child.stop();
    throw cause;
  });
  let isClosing = false;
  const noteEnd = async () => {
    const { code, signal } = await child.exited;
    if (!isClosing) console.error(`a box ended by itself (${code ?? signal}): ${child.stderrTail()}`);
  };
  void noteEnd();
  return {
    pid: child.pid,
    motions: () => motions,
    async [Symbol.asyncDispose]() {
      isClosing = true;
      child.stdin.end();
      await child.exited;
    },
  };
}
