import { once } from "node:events";
import { rename, rm } from "node:fs/promises";
import { Failure } from "#domain/failure.ts";
import { openProcess } from "./process.ts";

/** Past it the encoder is stuck, or the disk. */
const STEP_TIMEOUT_MS = 60_000;
/** x264's, from 0 (best): letters stay sharp. */
const QUALITY = 22;

export interface FilmRequest {
  readonly ffmpeg: string;
  /** Written beside it, and put there when it is whole. */
  readonly path: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly fps: number;
}

/** An MP4 being written. Disposing before `finish` leaves nothing behind. */
export interface Film extends AsyncDisposable {
  /** The next picture, three bytes a pixel, shown for so many frames. Throws `Failure` where it cannot be written. */
  add(picture: Uint8Array, times: number): Promise<void>;
  finish(): Promise<void>;
}

export async function openFilm({ ffmpeg, path, size, fps }: FilmRequest, signal: AbortSignal): Promise<Film> {
  const part = `${path}.part`;
  const input = `-f rawvideo -pix_fmt rgb24 -s ${size.width}x${size.height} -r ${fps} -i pipe:0`;
  const output = `-c:v libx264 -preset veryfast -crf ${QUALITY} -pix_fmt yuv420p -movflags +faststart -f mp4`;
  const args = ["-hide_banner", "-loglevel", "error", "-y", ...input.split(" "), ...output.split(" ")];
  const child = await openProcess(ffmpeg, [...args, `file:${part}`], { stopGraceMs: 0 });
  child.stdout.resume();
  let isWhole = false;

  /** Waits for what ffmpeg does, but not if it ends, hangs, or nobody wants it any more. */
  const whenDone = async (what: Promise<unknown>) => {
    const over = new AbortController();
    const either = AbortSignal.any([signal, AbortSignal.timeout(STEP_TIMEOUT_MS), over.signal]);
    const stopped = once(either, "abort").catch(() => undefined);
    await Promise.race([what.catch(() => undefined), child.exited, either.aborted ? undefined : stopped]);
    over.abort();
    if (signal.aborted) throw new Failure("aborted", "Writing the video was stopped.");
  };
  const failure = () =>
    new Failure("unavailable", `The video ${path} could not be written: ${lastLine(child.stderrTail())}`);

  return {
    async add(picture, times) {
      for (let i = 0; i < times; i++) {
        if (signal.aborted) throw new Failure("aborted", "Writing the video was stopped.");
        if (child.stdin.destroyed || !child.stdin.writable) throw failure();
        if (child.stdin.write(picture)) continue;
        await whenDone(once(child.stdin, "drain"));
        if (child.stdin.writableNeedDrain) throw failure();
      }
    },
    async finish() {
      child.stdin.end();
      await whenDone(child.exited);
      await child.stop();
      if ((await child.exited).code !== 0) throw failure();
      await rename(part, path).catch((cause: unknown) => {
        throw new Failure("unavailable", `The video ${path} could not be put into its place.`, { cause });
      });
      isWhole = true;
    },
    async [Symbol.asyncDispose]() {
      await child.stop();
      // A folder of that name is not ours to delete.
      if (!isWhole) await rm(part, { force: true }).catch(() => undefined);
    },
  };
}

function lastLine(text: string): string {
  const line = text.trim().split("\n").at(-1) ?? "";
  return line === "" ? "ffmpeg ended." : `${line.replace(/\.$/, "")}.`;
}
