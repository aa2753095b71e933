import type { VideoFormat } from "#domain/camera.ts";
import { SUB_WIDTH_MIN } from "./frame-size.ts";

/** `idle`: nothing is known to move. `motion`: to see when it ends. `frames`: someone looks closer. */
export type Need = "idle" | "motion" | "frames";
export type StreamName = "main" | "sub";

/** What one decoder has to do. */
export interface DecodeJob {
  readonly from: StreamName;
  /** The rest of the stream is not decoded. */
  readonly keysOnly: boolean;
  /** Gray pictures for motion. */
  readonly luma: boolean;
  /** Live frames. */
  readonly frames: boolean;
}

export interface Streams {
  readonly main: VideoFormat | undefined;
  readonly sub: VideoFormat | undefined;
  /** Key frames of the main stream are too far apart to see motion by them alone. */
  readonly areKeysRare: boolean;
}

/** Which streams are to be decoded now, each by one decoder at most: as little as gives what is needed. */
export function planDecoding(need: Need, { main, sub, areKeysRare }: Streams): readonly DecodeJob[] {
  const subShowsEnough = sub !== undefined && (main === undefined || sub.width >= SUB_WIDTH_MIN);
  const framesFrom = need !== "frames" ? undefined : subShowsEnough ? "sub" : "main";
  const jobs: DecodeJob[] = [];
  if (sub) jobs.push({ from: "sub", keysOnly: false, luma: true, frames: framesFrom === "sub" });
  if (main && (!sub || framesFrom === "main")) {
    const keysOnly = need === "idle" && !areKeysRare;
    jobs.push({ from: "main", keysOnly, luma: !sub, frames: framesFrom === "main" });
  }
  return jobs;
}

/** A decoder of the first job does the second as well: what it gives besides is not looked at. */
export function doesAlso(running: DecodeJob, wanted: DecodeJob): boolean {
  return (
    running.from === wanted.from &&
    running.keysOnly === wanted.keysOnly &&
    (running.luma || !wanted.luma) &&
    (running.frames || !wanted.frames)
  );
}
