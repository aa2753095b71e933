import { z } from "zod";
import type { Camera } from "#domain/camera.ts";
import type { CameraId } from "#domain/ids.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { err, ok, type Result } from "#domain/result.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

/** Rules that could not be read, per camera: the oldest are given up beyond this. */
const ASIDE_MAX = 8;

export interface RulesStoreParts {
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells of something wrong, or (without a sentence) that it is well again. */
  problem(key: string, sentence?: string): void;
}

/** One thing that is wrong with rules that somebody wants to save. */
export interface RuleFault {
  /** Into the document: `["zones", 0, "polygon"]`. */
  readonly path: readonly (string | number)[];
  /** `Zone "Porch" must have at least three different corners.` */
  readonly sentence: string;
}

export type SaveError =
  | { readonly kind: "invalid"; readonly faults: readonly RuleFault[] }
  /** Somebody else saved meanwhile. */
  | { readonly kind: "conflict"; readonly saved: LiveRules; readonly sentence: string };

/** What the owner drew, camera by camera, kept over restarts under the camera's id. */
export interface RulesStore {
  /** Never fails for what is stored: without rules, or with broken ones, a camera has none. Throws `Failure` where nothing can be read. */
  read(camera: Camera): Promise<LiveRules>;
  /**
   * Checks and keeps them under the next version, and tells who watches. With `basedOn` only if that is the version
   * that is saved now.
   */
  save(camera: Camera, wish: unknown, basedOn?: number): Promise<Result<LiveRules, SaveError>>;
  /** Hears of every save for a camera. */
  watch(camera: CameraId, listener: (rules: LiveRules) => void): Disposable;
}

const keyOf = (camera: CameraId) => `cameras.${camera}.live_rules`;
const asideOf = (camera: CameraId) => `${keyOf(camera)}.aside`;

export function makeRulesStore({ settings, clock, log, problem }: RulesStoreParts): RulesStore {
  const listeners = new Map<CameraId, Set<(rules: LiveRules) => void>>();
  const turns = new Map<CameraId, Promise<unknown>>();

  /** What does not parse is kept beside it before anything else can take its place. */
  const setAside = async ({ id, slug }: Camera, broken: unknown) => {
    const kept = z.array(z.unknown()).safeParse(await settings.read(asideOf(id)));
    const all = kept.success ? kept.data : [];
    const text = JSON.stringify(broken);
    if (all.some((one) => JSON.stringify((one as { rules?: unknown } | null)?.rules) === text)) return;
    const entry = { at: new Date(clock.now()).toISOString(), rules: broken };
    await settings.write(asideOf(id), [...all, entry].slice(-ASIDE_MAX));
    log.warn({ camera: slug }, "broken live rules kept aside");
  };

  const read = async (camera: Camera): Promise<LiveRules> => {
    const stored = await settings.read(keyOf(camera.id));
    if (stored === undefined || stored === null) return LiveRules.parse({});
    const parsed = LiveRules.safeParse(stored);
    if (parsed.success) return parsed.data;
    await setAside(camera, stored);
    const [fault] = faultsOf(parsed.error, stored);
    problem(
      problemOf(camera),
      `The zones and lines of ${camera.name} cannot be used: ${fault?.sentence ?? "they are damaged."} They are kept, and until you draw them again in the panel this camera has none.`,
    );
    return LiveRules.parse({ version: versionOf(stored) });
  };

  const save = async (
    camera: Camera,
    wish: unknown,
    basedOn: number | undefined,
  ): Promise<Result<LiveRules, SaveError>> => {
    const parsed = LiveRules.safeParse(wish);
    if (!parsed.success) return err({ kind: "invalid", faults: faultsOf(parsed.error, wish) });
    const saved = await read(camera);
    if (basedOn !== undefined && basedOn !== saved.version) return err(conflict(camera, saved));
    const rules = { ...parsed.data, version: saved.version + 1 };
    await settings.write(keyOf(camera.id), rules);
    problem(problemOf(camera));
    for (const listener of listeners.get(camera.id) ?? []) listener(rules);
    return ok(rules);
  };

  return {
    read,
    save(camera, wish, basedOn) {
      // One after the other: two savers must not get the same version.
      const turn = (turns.get(camera.id) ?? Promise.resolve())
        .catch(() => undefined)
        .then(() => save(camera, wish, basedOn));
      turns.set(camera.id, turn);
      return turn;
    },
    watch(camera, listener) {
      const all = listeners.get(camera) ?? new Set();
      listeners.set(camera, all);
      const entry = (rules: LiveRules) => listener(rules);
      all.add(entry);
      return { [Symbol.dispose]: () => void all.delete(entry) };
    },
  };
}

const problemOf = ({ slug }: Camera) => `live_rules.${slug}`;

function conflict({ name }: Camera, saved: LiveRules): SaveError {
  const sentence = `The zones and lines of ${name} were changed meanwhile, to version ${saved.version}. Load them again and repeat your change.`;
  return { kind: "conflict", saved, sentence };
}

/** A damaged document keeps its count, so that a version never comes back with other content. */
function versionOf(stored: unknown): number {
  const parsed = z.object({ version: LiveRules.shape.version }).safeParse(stored);
  return parsed.success ? parsed.data.version : 0;
}

function faultsOf({ issues }: z.ZodError, document: unknown): RuleFault[] {
  return issues.map(({ path, message }) => {
    const steps = path.map((step) => (typeof step === "number" ? step : String(step)));
    return { path: steps, sentence: faultSentence(steps, message, document) };
  });
}

const kinds: Readonly<Record<string, string>> = { zones: "Zone", lines: "Line", masks: "Mask" };

/** `Zone "Porch", polygon: must have …` reads as a sentence where the message begins with must. */
function faultSentence(path: readonly (string | number)[], message: string, document: unknown): string {
  const [list = "", index, ...rest] = path;
  const kind = typeof index === "number" ? kinds[list] : undefined;
  const field = kind ? rest : path;
  const subject =
    kind && typeof index === "number" ? `${kind} ${nameOf(document, list, index)}` : "The document";
  const at = field.length === 0 ? "" : `, ${field.join(".")},`;
  const words = message.replace(/\.$/, "");
  const rule = words.startsWith("must ") ? words : `is not right: ${words}`;
  return `${subject}${at} ${rule}.`;
}

function nameOf(document: unknown, list: string | number, index: number): string {
  const Named = z.object({ [list]: z.array(z.unknown()) });
  const parsed = Named.safeParse(document);
  const item = parsed.success
    ? z.object({ name: z.string() }).safeParse(parsed.data[list]?.[index])
    : undefined;
  return item?.success ? `"${item.data.name.slice(0, 64)}"` : `${index + 1}`;
}
