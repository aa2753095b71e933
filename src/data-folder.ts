import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ConfiguredCamera } from "#config/read-options.ts";
import { ClipState } from "#domain/clip-state.ts";
import type { LiveRules } from "#domain/live-rules.ts";
import type { Suppression } from "#domain/suppression.ts";
import { identifyCameras } from "#house/identity.ts";
import { openSuppressionShelf } from "#house/suppression-shelf.ts";
import { makeRulesStore } from "#live/rules-store.ts";
import { systemClock as clock } from "#platform/clock.ts";
import { openSqliteReader, type SqliteReader } from "#platform/sqlite-read.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";

/** As the store names it. */
const DATABASE = "porchlight.db";
const NEWEST_VIDEO = `select json_extract(data, '$.video') from clip_states
  where json_extract(data, '$.camera_name') = ? order by json_extract(data, '$.start_ts') desc limit 1`;

export interface Saved {
  /** By the camera's slug. */
  readonly rules: ReadonlyMap<string, LiveRules>;
  /** Width by height of the newest clip, by the camera's slug; missing for cameras without clips. */
  readonly aspects: ReadonlyMap<string, number>;
  /** What the owner found not interesting, by the camera's slug. */
  readonly suppressions: ReadonlyMap<string, readonly Suppression[]>;
  /** What is wrong with those that cannot be used, a sentence each. */
  readonly problems: readonly string[];
}

/**
 * The live rules and suppressions that a data folder holds, of these cameras. The app may be running meanwhile: nothing is written.
 * Throws `Failure` where there is none, or it cannot be read.
 */
export async function readSaved(dataDir: string, cameras: readonly ConfiguredCamera[]): Promise<Saved> {
  const path = join(dataDir, DATABASE);
  const problems: string[] = [];
  if (!(await exists(path))) {
    return {
      rules: new Map(),
      aspects: new Map(),
      suppressions: new Map(),
      problems: [`The folder ${dataDir} holds no data of Porchlight (${DATABASE}).`],
    };
  }
  using reader = openSqliteReader(path);
  const settings: SettingStore = {
    async read(key) {
      const text = reader.value("select value from settings where key = ?", key);
      return typeof text === "string" ? (JSON.parse(text) as unknown) : undefined;
    },
    write: async () => undefined,
  };
  const claims = cameras.map(({ slug, options: { name, url } }) => ({ slug, name, url }));
  const problem = (_key: string, sentence?: string) => void (sentence && problems.push(sentence));
  const store = makeRulesStore({ settings, clock, log: silent, problem });
  const rules = new Map<string, LiveRules>();
  const suppressions = new Map<string, readonly Suppression[]>();
  const aspects = new Map<string, number>();
  for (const camera of await identifyCameras(claims, settings)) {
    rules.set(camera.slug, await store.read(camera));
    const aspect = aspectOf(reader, camera.slug);
    if (aspect !== undefined) aspects.set(camera.slug, aspect);
    suppressions.set(camera.slug, (await openSuppressionShelf(camera, settings, silent)).kept);
  }
  return { rules, aspects, suppressions, problems };
}

function aspectOf(reader: SqliteReader, slug: string): number | undefined {
  const text = reader.value(NEWEST_VIDEO, slug);
  if (typeof text !== "string") return undefined;
  const { success, data } = ClipState.shape.video.safeParse(JSON.parse(text));
  return success && data.width > 0 && data.height > 0 ? data.width / data.height : undefined;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const nothing = () => undefined;
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silent,
};
