import { stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import type { ConfiguredCamera } from "#config/read-options.ts";
import type { Clip } from "#domain/clip.ts";
import { expandLabels, type FilterResult } from "#domain/detection.ts";
import { Failure, failureKind, failureMessage } from "#domain/failure.ts";
import { ClipId, clipIdOf, HappeningId, readClipId } from "#domain/ids.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { StageError } from "#domain/stage-error.ts";
import { hiderOf, type Suppression } from "#domain/suppression.ts";
import { suppressionWords } from "#domain/suppression-words.ts";
import { readFrameSize } from "#platform/frames.ts";
import type { AlertPolicy } from "#ports/alert-policy.ts";
import type { Clock } from "#ports/clock.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import { drawReplay } from "./replay-film.ts";
import type { Seen } from "./replay-follow.ts";
import { liveReplayOf, ReplayReport } from "./replay-report.ts";
import { type Watched, watchClip } from "./replay-watch.ts";

export interface ReplayParts {
  readonly camera: ConfiguredCamera;
  readonly rules: LiveRules;
  readonly suppressions: readonly Suppression[];
  readonly minScore: number;
  readonly filter: ObjectFilter;
  readonly policy: AlertPolicy;
  readonly clock: Clock;
  readonly ffmpeg: string;
}

type Tried<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failed: string };

/** What would have been made of one clip, while it happened and afterwards; drawn into a copy where `video` names one. */
export async function replayClip(
  parts: ReplayParts,
  file: string,
  video: string | undefined,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const { camera, rules, policy, suppressions } = parts;
  const clip = await attempt(() => openClip(parts, resolve(file)));
  // The filter first: it waits for the model, which live frames do not.
  const seen = clip.ok ? await look(parts, clip.value, signal) : filterError(clip.failed);
  const watched = clip.ok ? await attempt(() => watch(parts, clip.value, signal)) : clip;
  const live =
    clip.ok && watched.ok && watched.value
      ? liveReplayOf({
          watched: watched.value,
          rules,
          video: clip.value.video,
          startedAtMs: clip.value.startedAtMs,
        })
      : undefined;
  const evidence = {
    camera: camera.slug,
    startedAtMs: clip.ok ? clip.value.startedAtMs : undefined,
    suppressions,
    live: live?.summary,
    filter: seen,
    analysis: undefined,
  };
  const drawn =
    video !== undefined && clip.ok && watched.ok && watched.value
      ? await draw(parts, clip.value, watched.value, video, signal)
      : undefined;
  return ReplayReport.parse({
    clip: file,
    camera: camera.options.name,
    live: watched.ok ? (live ?? null) : { failed: watched.failed },
    filter_result: "stage" in seen ? { failed: seen.message } : seen,
    alert_decision: policy.decide(evidence),
    ...(drawn && { video: drawn }),
  });
}

/** Throws `Failure` with a sentence if it is no file, or holds no video. Its length is not known. */
async function openClip(
  { camera: { slug, options }, ffmpeg, clock }: ReplayParts,
  path: string,
): Promise<Clip> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new Failure("rejected", `There is no file ${path}.`);
  if (!info.isFile()) throw new Failure("rejected", `${path} is no file.`);
  const size = await readFrameSize(ffmpeg, path);
  if (!size) throw new Failure("rejected", `The file ${path} holds no video that ffmpeg can read.`);
  const named = ClipId.safeParse(basename(path, extname(path)));
  const startedAtMs = named.success
    ? readClipId(named.data).startedAtMs
    : Math.min(info.mtimeMs, clock.now());
  const id = clipIdOf(slug, startedAtMs, 1);
  return {
    id,
    happening: HappeningId.parse(id),
    camera: slug,
    cameraName: options.name,
    part: 1,
    trigger: "command",
    source: "replay",
    path,
    startedAtMs,
    durationMs: Number.MAX_SAFE_INTEGER,
    bytes: info.size,
    video: { codec: "h264", ...size, audio: "none" },
  };
}

async function look(
  { camera: { options }, filter, minScore }: ReplayParts,
  clip: Clip,
  signal: AbortSignal,
): Promise<FilterResult | StageError> {
  const wanted = {
    labels: expandLabels(options.objects),
    decisive: expandLabels(options.notify_on_objects),
    minScore,
  };
  try {
    return await filter.detect(clip, wanted, signal);
  } catch (cause) {
    return { stage: "filter", kind: failureKind(cause), message: failureMessage(cause), cause };
  }
}

const filterError = (message: string): StageError => ({
  stage: "filter",
  kind: "rejected",
  message,
  cause: undefined,
});

/** `undefined` where the detector looks at no live frames. */
async function watch(
  { camera: { slug, options }, rules, suppressions, minScore, filter, clock, ffmpeg }: ReplayParts,
  { path, video, startedAtMs }: Clip,
  signal: AbortSignal,
): Promise<Watched | undefined> {
  const detector = filter.live?.();
  if (!detector) return undefined;
  const { name: camera, objects, notify_on_objects: notifyOnObjects } = options;
  const hider = (seen: Seen) => {
    const hit = hiderOf(suppressions, { ...seen, camera: slug, atMs: startedAtMs + seen.atMs });
    return hit && suppressionWords(hit);
  };
  const how = { camera, objects, notifyOnObjects, minScore, rules, hiderOf: hider };
  return await watchClip({ ...how, slug, path, video, ffmpeg, detector, clock }, signal);
}

async function draw(
  { camera, rules, ffmpeg }: ReplayParts,
  { path, video }: Clip,
  watched: Watched,
  target: string,
  signal: AbortSignal,
): Promise<ReplayReport["video"]> {
  const title = camera.options.name;
  const drawn = await attempt(() =>
    drawReplay({ ffmpeg, path, video, title, rules, watched, target }, signal),
  );
  return drawn.ok ? { path: target } : { failed: drawn.failed };
}

/** The world's failures become sentences; ours crash. */
async function attempt<Value>(act: () => Promise<Value>): Promise<Tried<Value>> {
  try {
    return { ok: true, value: await act() };
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return { ok: false, failed: cause.message };
  }
}
