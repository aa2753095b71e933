import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { loadOptions } from "#config/load.ts";
import type { ConfiguredCamera, ReadOptions } from "#config/read-options.ts";
import { makeRedact } from "#config/redact.ts";
import type { Clip } from "#domain/clip.ts";
import type { Decision } from "#domain/decision.ts";
import { expandLabels, type FilterResult } from "#domain/detection.ts";
import { Failure, failureKind, failureMessage } from "#domain/failure.ts";
import { clipIdOf, HappeningId } from "#domain/ids.ts";
import type { StageError } from "#domain/stage-error.ts";
import { systemClock as clock } from "#platform/clock.ts";
import { findFfmpeg } from "#platform/ffmpeg.ts";
import { openLog } from "#platform/log.ts";
import { plugins } from "#plugins/index.ts";
import type { Broker } from "#ports/broker.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import type { PluginContext } from "#ports/plugin.ts";
import type { Command } from "./arguments.ts";

interface Replayed {
  readonly clip: string;
  readonly camera: string;
  readonly filter: FilterResult | { readonly failed: string };
  readonly decision: Decision;
}

/** Tells what would have been made of some videos, and why. True if all of them could be looked at. */
export async function replay(
  asked: Extract<Command, { name: "replay" }>,
  signal: AbortSignal,
): Promise<boolean> {
  const read = await loadOptions(asked.options);
  for (const { sentence } of read.problems) process.stderr.write(`${sentence}\n`);
  const camera = chooseCamera(read, asked.camera);
  if (typeof camera === "string") {
    process.stderr.write(`${camera}\n`);
    return false;
  }

  await using stack = new AsyncDisposableStack();
  const context = await replayContext(read);
  const filter = stack.use(
    await plugins.filter[read.options.detector.backend].open(read.options.detector, context),
  );
  const policy = await plugins.policy.rules.open(
    { backend: "rules", cameras: { [camera.slug]: camera.options } },
    context,
  );
  let whole = true;
  for (const file of asked.clips) {
    const clip = await clipOfFile(resolve(file), camera);
    const seen = await look(filter, clip, camera, read, signal);
    const decision = policy.decide({ camera: camera.slug, filter: seen, analysis: undefined });
    const result = "stage" in seen ? { failed: seen.message } : seen;
    print({ clip: file, camera: camera.options.name, filter: result, decision }, asked.json);
    whole &&= !("stage" in seen);
  }
  return whole;
}

function chooseCamera({ cameras }: ReadOptions, name: string | undefined): ConfiguredCamera | string {
  const chosen =
    name === undefined
      ? cameras[0]
      : cameras.find(({ slug, options }) => [slug, options.name].includes(name));
  if (chosen) return chosen;
  const known = cameras.map(({ options }) => options.name).join(", ") || "none";
  return name === undefined ? "No camera is configured." : `There is no camera "${name}". Known: ${known}.`;
}

async function replayContext({ options }: ReadOptions): Promise<PluginContext> {
  const { ffmpeg, ffprobe } = await findFfmpeg(options.ffmpeg_path);
  const toStderr = (line: string) => void process.stderr.write(line);
  const silent: Broker = {
    connected: false,
    publish: () => Promise.reject(new Failure("unavailable", "A replay sends nothing.")),
    subscribe: () => ({ [Symbol.dispose]: () => undefined }),
    onConnected: () => ({ [Symbol.dispose]: () => undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return {
    log: openLog("warn", makeRedact(options), toStderr),
    clock,
    ffmpeg: { ffmpeg, ffprobe },
    dataDir: tmpdir(),
    mediaDir: tmpdir(),
    broker: silent,
    problem: (_key, sentence) => sentence && toStderr(`${sentence}\n`),
  };
}

/** Size and length are not known: the filter reads them from the file. */
async function clipOfFile(path: string, { slug, options }: ConfiguredCamera): Promise<Clip> {
  const { size, mtimeMs } = await stat(path).catch(() => ({ size: 0, mtimeMs: clock.now() }));
  const id = clipIdOf(slug, mtimeMs, 1);
  return {
    id,
    happening: HappeningId.parse(id),
    camera: slug,
    cameraName: options.name,
    part: 1,
    trigger: "command",
    source: "replay",
    path,
    startedAtMs: mtimeMs,
    durationMs: Number.MAX_SAFE_INTEGER,
    bytes: size,
    video: { codec: "h264", width: 0, height: 0, audio: "none" },
  };
}

async function look(
  filter: ObjectFilter,
  clip: Clip,
  { options }: ConfiguredCamera,
  read: ReadOptions,
  signal: AbortSignal,
): Promise<FilterResult | StageError> {
  const wanted = {
    labels: expandLabels(options.objects),
    decisive: expandLabels(options.notify_on_objects),
    minScore: options.min_score ?? read.options.detector.min_score,
  };
  try {
    return await filter.detect(clip, wanted, signal);
  } catch (cause) {
    return { stage: "filter", kind: failureKind(cause), message: failureMessage(cause), cause };
  }
}

function print({ clip, camera, filter, decision }: Replayed, json: boolean): void {
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ clip, camera, filter_result: filter, alert_decision: decision })}\n`,
    );
    return;
  }
  const lines = [`${clip} (as ${camera})`];
  if ("failed" in filter) lines.push(`  Could not be looked at: ${filter.failed}`);
  else {
    const { model, provider, sampled_frames, detections, stopped_early } = filter;
    lines.push(
      `  ${model} on ${provider} looked at ${sampled_frames} pictures${stopped_early ? ", until it was sure" : ""}.`,
    );
    for (const { label, score, at_ms } of detections) {
      lines.push(`  ${label} ${score.toFixed(2)} at ${(at_ms / 1000).toFixed(1)} s`);
    }
  }
  lines.push(`  ${decision.notify ? "Alert" : "No alert"}: ${decision.explanation}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}
