import { loadOptions } from "#config/load.ts";
import type { ConfiguredCamera, ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { plugins } from "#plugins/index.ts";
import type { Command } from "./arguments.ts";
import { readSavedRules } from "./data-folder.ts";
import { replayClip } from "./replay-clip.ts";
import { replayContext } from "./replay-context.ts";
import type { ReplayReport } from "./replay-report.ts";
import { readRulesFile } from "./replay-rules.ts";
import { replayText } from "./replay-text.ts";

type Asked = Extract<Command, { name: "replay" }>;

/** Tells what would have been made of some videos, and why. True if all of them could be looked at. */
export async function replay(asked: Asked, signal: AbortSignal): Promise<boolean> {
  try {
    return await replayAll(asked, signal);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    complain(cause.message);
    return false;
  }
}

async function replayAll(asked: Asked, signal: AbortSignal): Promise<boolean> {
  const read = await loadOptions(asked.options);
  for (const { sentence } of read.problems) complain(sentence);
  const camera = chooseCamera(read, asked.camera);
  const rules = await rulesFor(asked, camera);
  const context = await replayContext(read, asked.data);

  await using filter = await plugins.filter[read.options.detector.backend].open(
    read.options.detector,
    context,
  );
  const policy = await plugins.policy.rules.open(
    { backend: "rules", cameras: { [camera.slug]: camera.options } },
    context,
  );
  const { clock, ffmpeg } = context;
  const minScore = camera.options.min_score ?? read.options.detector.min_score;
  const parts = { camera, rules, minScore, filter, policy, clock, ffmpeg: ffmpeg.ffmpeg };
  let isWhole = true;
  for (const file of asked.clips) {
    const report = await replayClip(parts, file, asked.video, signal);
    process.stdout.write(`${asked.json ? JSON.stringify(report) : replayText(report)}\n`);
    isWhole &&= !hasFailed(report);
  }
  return isWhole;
}

function chooseCamera({ cameras }: ReadOptions, name: string | undefined): ConfiguredCamera {
  const chosen =
    name === undefined
      ? cameras[0]
      : cameras.find(({ slug, options }) => [slug, options.name].includes(name));
  if (chosen) return chosen;
  const known = cameras.map(({ options }) => options.name).join(", ") || "none";
  throw new Failure(
    "rejected",
    name === undefined ? "No camera is configured." : `There is no camera "${name}". Known: ${known}.`,
  );
}

/** Those of the file, else those that were saved, else none. */
async function rulesFor({ rules, data }: Asked, camera: ConfiguredCamera): Promise<LiveRules> {
  if (rules !== undefined) return await readRulesFile(rules);
  if (data === undefined) return LiveRules.parse({});
  const saved = await readSavedRules(data, [camera]);
  for (const sentence of saved.problems) complain(sentence);
  return saved.rules.get(camera.slug) ?? LiveRules.parse({});
}

function hasFailed({ live, filter_result, video }: ReplayReport): boolean {
  return [live, filter_result, video].some((part) => part && "failed" in part);
}

const complain = (sentence: string) => void process.stderr.write(`${sentence}\n`);
