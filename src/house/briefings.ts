import { CameraBriefing } from "#domain/briefing.ts";
import type { Camera } from "#domain/camera.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { Briefings } from "#ports/briefings.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openHouseholdNotes } from "./household-notes.ts";
import { makeInTurn } from "./in-turn.ts";
import { openListeners } from "./listeners.ts";

/** Stored by the camera's id: it stays when the owner renames it. */
const keyOf = ({ id }: Camera) => `cameras.${id}.briefing`;

export interface BriefingParts {
  readonly cameras: readonly Camera[];
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** `home`, `away`, …; `undefined` where there are no modes. */
  mode?(): string | undefined;
}

export interface BriefingKeeper extends Briefings, Disposable {}

export async function openBriefings(parts: BriefingParts): Promise<BriefingKeeper> {
  const { settings, log } = parts;
  const listeners = openListeners<void>((cause) => log.error({ err: cause }, "a listener failed"));
  const notes = await openHouseholdNotes({ ...parts, onChange: () => listeners.tell() });
  const cameras = new Map(parts.cameras.map((camera) => [camera.slug, camera]));
  const kept = new Map<CameraSlug, CameraBriefing>();
  for (const camera of parts.cameras) kept.set(camera.slug, await readBriefing(camera, settings, log));
  const of = (camera: CameraSlug) => kept.get(camera) ?? CameraBriefing.parse({});
  const inTurn = makeInTurn();

  return {
    of,
    save: (slug, wish, basedOn) =>
      inTurn(async () => {
        const camera = cameras.get(slug);
        if (!camera) throw new Failure("rejected", `There is no camera "${slug}".`);
        const now = of(slug);
        if (now.version !== basedOn) throw new Failure("rejected", CHANGED_MEANWHILE);
        if (now.normal === wish.normal && now.purpose === wish.purpose) return now;
        const saved = CameraBriefing.parse({ ...wish, version: basedOn + 1 });
        await settings.write(keyOf(camera), saved);
        kept.set(slug, saved);
        listeners.tell();
        return saved;
      }),
    notes: notes.now,
    addNote: notes.add,
    removeNote: notes.remove,
    briefing({ camera_name, camera_title, start_ts }) {
      const { version, purpose, normal } = of(camera_name);
      return {
        camera: camera_title,
        purpose,
        normal: normal === "" ? null : { version, text: normal },
        household: notes.at(Date.parse(start_ts)).map(({ text }) => text),
        tasks: [],
        mode: parts.mode?.() ?? null,
      };
    },
    subscribe: listeners.add,
    [Symbol.dispose]: () => notes[Symbol.dispose](),
  };
}

const CHANGED_MEANWHILE =
  "Somebody else has saved something else meanwhile. Load it, and write what you changed once more.";

async function readBriefing(camera: Camera, settings: SettingStore, log: Logger): Promise<CameraBriefing> {
  const parsed = CameraBriefing.safeParse((await settings.read(keyOf(camera))) ?? {});
  if (parsed.success) return parsed.data;
  log.warn({ camera: camera.slug }, "what was said of a camera cannot be read and is left out");
  return CameraBriefing.parse({});
}
