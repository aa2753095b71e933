import { loadOptions } from "#config/load.ts";
import type { ConfiguredCamera, ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { plugins } from "#plugins/index.ts";
import type { Command } from "./arguments.ts";
import { readSaved } from "./data-folder.ts";
import { replayClip } from "./replay-clip.ts";
import { replayContext } from "./replay-context.ts";
import type { ReplayReport } from "./replay-report.ts";
import { readRulesFile } from "./replay-rules.ts";
import { replayText } from "./replay-text.ts";

type Asked = Extract<Command, { name: "replay" }>;

/** Tells what would have been made of some videos, and why. True if all of them could be looked at. */
export async function replay(
  asked: Asked,
  signal: AbortSignal,
  terminal: Terminal = ownTerminal,
): Promise<boolean> {
  try {
    return await replayAll(asked, signal, terminal);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    terminal.complain(`${cause.message}\n`);
    return false;
  }
}

/** Where answers go, and where complaints. */
export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
}

const ownTerminal: Terminal = {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
};

async function replayAll(asked: Asked, signal: AbortSignal, terminal: Terminal): Promise<boolean> {
  const read = await loadOptions(asked.options);
  for (const { sentence } of read.problems) terminal.complain(`${sentence}\n`);
  const camera = chooseCamera(read, asked.camera);
  const { rules, suppressions, problems } = await savedFor(asked, camera);
  for (const sentence of problems) terminal.complain(`${sentence}\n`);
  const context = await replayContext(read, asked.data, terminal.complain);

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
  const parts = { camera, rules, suppressions, minScore, filter, policy, clock, ffmpeg: ffmpeg.ffmpeg };
  let isWhole = true;
  for (const file of asked.clips) {
    const report = await replayClip(parts, file, asked.video, signal);
    terminal.print(`${asked.json ? JSON.stringify(report) : replayText(report)}\n`);
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

/** What the data folder holds for the camera; rules out of a file take the place of its own. */
async function savedFor({ rules: file, data }: Asked, camera: ConfiguredCamera) {
  const saved = data === undefined ? undefined : await readSaved(data, [camera]);
  const own = file === undefined ? saved?.rules.get(camera.slug) : await readRulesFile(file);
  return {
    rules: own ?? LiveRules.parse({}),
    suppressions: saved?.suppressions.get(camera.slug) ?? [],
    problems: saved?.problems ?? [],
  };
}

function hasFailed({ live, filter_result, video }: ReplayReport): boolean {
  return [live, filter_result, video].some((part) => part && "failed" in part);
}
