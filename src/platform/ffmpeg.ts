import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { Failure } from "#domain/failure.ts";
import { runProcess } from "./process.ts";

/** Older ones lack options that we need (`-timeout` for RTSP, among others). */
const VERSION_MIN = { major: 5, minor: 1 };
const VERSION_TIMEOUT_MS = 20_000;

export interface Ffmpeg {
  readonly ffmpeg: string;
  /** Where none was found (ffmpeg-static brings none) the bare name: nothing at run time may need it. */
  readonly ffprobe: string;
  /** As it calls itself: `5.1.9-0+deb12u1`. */
  readonly version: string;
}

/**
 * The ffmpeg to use: `option` if given, else the first on PATH, else ffmpeg-static's. Throws `Failure("rejected")`
 * with a sentence if there is none, it does not run, or it is older than 5.1.
 */
export async function findFfmpeg(option?: string, searchPath = process.env["PATH"] ?? ""): Promise<Ffmpeg> {
  const ffmpeg = option ?? (await onPath("ffmpeg", searchPath)) ?? (await bundled());
  if (!ffmpeg) {
    throw new Failure(
      "rejected",
      "ffmpeg was not found. Install it (Debian and Ubuntu: apt-get install ffmpeg) or set ffmpeg_path.",
    );
  }
  const version = await versionOf(ffmpeg);
  if (isTooOld(version)) {
    throw new Failure(
      "rejected",
      `${ffmpeg} is version ${version}, but 5.1 or newer is needed. Install a newer one or set ffmpeg_path.`,
    );
  }
  const beside = join(dirname(ffmpeg), "ffprobe");
  const ffprobe = (await isExecutable(beside)) ? beside : await onPath("ffprobe", searchPath);
  return { ffmpeg, ffprobe: ffprobe ?? "ffprobe", version };
}

async function versionOf(ffmpeg: string): Promise<string> {
  const failure = (cause?: unknown) =>
    new Failure("rejected", `${ffmpeg} does not run as ffmpeg. Correct ffmpeg_path or install ffmpeg anew.`, {
      cause,
    });
  const text = await runProcess(
    ffmpeg,
    ["-hide_banner", "-version"],
    { timeoutMs: VERSION_TIMEOUT_MS },
    new AbortController().signal,
  ).then(
    ({ stdout }) => stdout.toString("utf8"),
    (cause: unknown) => {
      throw failure(cause);
    },
  );
  const version = /^ffmpeg version (\S+)/.exec(text)?.[1];
  if (!version) throw failure();
  return version;
}

/** Builds from git (`N-109542-g…`) carry no number and are taken as new. */
function isTooOld(version: string): boolean {
  const match = /^n?(\d+)\.(\d+)/.exec(version);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < VERSION_MIN.major || (major === VERSION_MIN.major && minor < VERSION_MIN.minor);
}

async function onPath(program: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, program);
    if (folder !== "" && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function bundled(): Promise<string | undefined> {
  try {
    // Optional, and its program is fetched from elsewhere at install: either may be missing.
    const { default: path } = (await import("ffmpeg-static")) as unknown as { default: string | null };
    return path !== null && (await isExecutable(path)) ? path : undefined;
  } catch {
    return undefined;
  }
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
