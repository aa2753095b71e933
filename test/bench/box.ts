import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openProcess } from "#platform/process.ts";
import { type RtspServer, startRtspServer } from "#test/servers/rtsp.ts";
import { makeQuietStream } from "./quiet-stream.ts";

const script = fileURLToPath(new URL("./watching-box.ts", import.meta.url));
const LIVE_TIMEOUT_MS = 60_000;

/** Where the quiet cameras stream. */
export const paths = { gop2: "/gop2", gop4: "/gop4", sub: "/sub" } as const;

/** 1080p25 with 4 Mbit/s at two distances of key frames, and a sub-stream of 640 × 360. */
export async function startQuietCameras(): Promise<RtspServer> {
  const main = { size: "1920x1080", kbitPerS: 4000 } as const;
  const streams = [
    { path: paths.gop2, file: await makeQuietStream({ ...main, gopS: 2 }) },
    { path: paths.gop4, file: await makeQuietStream({ ...main, gopS: 4 }) },
    { path: paths.sub, file: await makeQuietStream({ size: "640x360", kbitPerS: 500, gopS: 2 }) },
  ];
  return startRtspServer({ streams });
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
  return {
    pid: child.pid,
    motions: () => motions,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await child.exited;
    },
  };
}
