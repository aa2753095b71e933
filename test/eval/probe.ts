import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import { runProcess } from "#platform/process.ts";

const TIMEOUT_MS = 30_000;

/** ffprobe writes numbers as text where a container gives them. */
const Probed = z.object({
  streams: z.tuple([z.object({ width: z.int().positive(), height: z.int().positive() })], z.unknown()),
  format: z.object({ duration: z.coerce.number().positive() }),
});

export interface Film {
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
}
/** Size and length of a clip. Throws `Failure` where it is none. */
export type Probe = (path: string, signal: AbortSignal) => Promise<Film>;

/** Looks at each clip once, as all that are compared are asked about the same ones. */
export function makeProbe(ffprobe: string): Probe {
  const known = new Map<string, Film>();
  return async (path, signal) => {
    const film = known.get(path) ?? (await probe(ffprobe, path, signal));
    known.set(path, film);
    return film;
  };
}

async function probe(ffprobe: string, path: string, signal: AbortSignal): Promise<Film> {
  const entries = "stream=width,height:format=duration";
  const args = ["-v", "error", "-select_streams", "v:0", "-show_entries", entries, "-of", "json", path];
  const { stdout } = await runProcess(ffprobe, args, { timeoutMs: TIMEOUT_MS }, signal);
  const { data } = Probed.safeParse(parsed(stdout.toString("utf8")));
  if (!data) throw new Failure("rejected", `The file ${path} holds no video that ffmpeg can read.`);
  const [{ width, height }] = data.streams;
  return { width, height, durationMs: Math.round(data.format.duration * 1000) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
