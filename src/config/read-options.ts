import { z } from "zod";
import { type CameraSlug, slugOf } from "#domain/ids.ts";
import { cautiousRetention } from "#domain/retention-settings.ts";
import { CAMERAS_MAX, CameraOptions, Options } from "./schema.ts";
import { fieldSentence, unknownKeyNotes } from "./sentences.ts";

/** What is wrong with the options, in words for the owner. */
export interface OptionProblem {
  /** `options.cameras.2`, `options.mqtt`, `options`. */
  readonly key: string;
  readonly sentence: string;
}

export interface ConfiguredCamera {
  readonly slug: CameraSlug;
  readonly options: CameraOptions;
}

export interface ReadOptions {
  readonly options: Options;
  /** Those that can run. `options.cameras` holds the same. */
  readonly cameras: readonly ConfiguredCamera[];
  readonly problems: readonly OptionProblem[];
  /** Worth saying, harmful to nothing: keys that nobody knows. */
  readonly notes: readonly string[];
}

/**
 * Makes the best of any options: a wrong section falls back to its defaults, a wrong camera is left out, and each
 * is named in a sentence, so that one slip of the owner never stops the other cameras from recording.
 */
export function readOptions(raw: unknown): ReadOptions {
  const given = withoutEmptyStrings(raw);
  if (!isObject(given)) {
    return none('The options must be one JSON object, as in {"cameras": []}.');
  }

  const problems: OptionProblem[] = [];
  const cameras = readCameras(given.cameras, problems);
  const sections = readSections(given, problems);
  const options = Options.parse({ ...sections, cameras: cameras.map((camera) => camera.raw) });

  return {
    options,
    cameras: cameras.map(({ slug }, index) => ({
      slug,
      options: CameraOptions.parse(options.cameras[index]),
    })),
    problems,
    notes: unknownKeyNotes(Options, given),
  };
}

/** Nothing could be read at all: defaults, and the sentence that says why. */
export function none(sentence: string): ReadOptions {
  return {
    options: Options.parse({ retention: cautiousRetention }),
    cameras: [],
    problems: [{ key: "options", sentence }],
    notes: [],
  };
}

function readSections(given: Record<string, unknown>, problems: OptionProblem[]): Record<string, unknown> {
  const sections: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(Options.shape)) {
    if (key === "cameras" || given[key] === undefined) continue;
    const parsed = schema.safeParse(given[key]);
    if (parsed.success) sections[key] = given[key];
    else {
      const what = parsed.error.issues.map((issue) => fieldSentence([key, ...issue.path], issue)).join(" ");
      problems.push({ key: `options.${key}`, sentence: `${what} ${untilThen(key)}` });
      if (key === "retention") sections[key] = cautiousRetention;
    }
  }
  return sections;
}

function untilThen(key: string): string {
  if (key === "retention") return "Until then clips are deleted only if the disk is nearly full.";
  if (key === "copies") return "Until then these places get no copies.";
  if (key === "webhooks") return "Until then no webhook is told.";
  return "Until then the default is used.";
}

function readCameras(
  given: unknown,
  problems: OptionProblem[],
): { readonly slug: CameraSlug; readonly raw: unknown }[] {
  const list = z.array(z.unknown()).max(CAMERAS_MAX).default([]).safeParse(given);
  if (!list.success) {
    const sentence = Array.isArray(given)
      ? `There are ${given.length} cameras in the options; more than ${CAMERAS_MAX} cannot run on one machine.`
      : 'The option "cameras" must be a list, as in [{"name": "Front door", "url": "rtsp://…"}].';
    problems.push({ key: "options.cameras", sentence });
    return [];
  }

  const taken = new Map<CameraSlug, string>();
  return list.data.flatMap((raw, index) => {
    const key = `options.cameras.${index}`;
    const parsed = CameraOptions.safeParse(raw);
    if (!parsed.success) {
      const which = cameraTitle(raw, index);
      const what = parsed.error.issues.map((issue) => fieldSentence(issue.path, issue)).join(" ");
      problems.push({ key, sentence: `${which} is left out until its entry is corrected: ${what}` });
      return [];
    }
    const { name } = parsed.data;
    const slug = slugOf(name);
    const other = taken.get(slug);
    if (other !== undefined) {
      problems.push({
        key,
        sentence: `Camera ${index + 1}: the name "${name}" is taken by camera "${other}" (both become "${slug}"). Give one of them another name; until then only the first one runs.`,
      });
      return [];
    }
    taken.set(slug, name);
    return [{ slug, raw }];
  });
}

function cameraTitle(raw: unknown, index: number): string {
  const named = z.object({ name: z.string().trim().min(1).max(64) }).safeParse(raw);
  return named.success ? `Camera "${named.data.name}"` : `Camera ${index + 1}`;
}

/** Home Assistant's form sends "" for a field that was emptied: it means absent. */
function withoutEmptyStrings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyStrings);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== "" && field !== null)
      .map(([key, field]) => [key, withoutEmptyStrings(field)]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
