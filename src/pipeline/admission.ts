import type { Clip } from "#domain/clip.ts";
import { isSettled } from "#domain/clip-progress.ts";
import {
  stages as allStages,
  type ClipState,
  clipOf,
  LOCAL_PLACE,
  newClipState,
} from "#domain/clip-state.ts";
import { type CopyLimit, isPastLimit } from "#domain/copy-limits.ts";
import type { ClipId } from "#domain/ids.ts";
import { stateOfSidecar } from "#domain/sidecar.ts";
import type { ClipShelf, FoundClip } from "#ports/clip-shelf.ts";
import type { Clock } from "#ports/clock.ts";
import type { ClipStore } from "#ports/state-store.ts";
import { attempt } from "./attempt.ts";
import type { Ledger } from "./ledger.ts";

/** A clip of which only the file is left rings nobody up if it is older: most likely it was told before. */
export const REBUILT_ALERT_AGE_MAX_MS = 60 * 60_000;
const READ_TIMEOUT_MS = 10_000;

export interface AdmissionOptions {
  readonly store: Pick<ClipStore, "get">;
  readonly shelf: Pick<ClipShelf, "has">;
  readonly clock: Clock;
  /** Where clips are kept now. */
  readonly places: readonly string[];
  /** Where copies are deleted when they are old: none is made there any more. */
  readonly copyLimits?: readonly CopyLimit[];
  openLedger(state: ClipState): Ledger;
  process(ledger: Ledger): Promise<void>;
  /** A clip was let go, finished or not. */
  onLeft(state: ClipState): void;
}

/** Lets each clip in once at a time. Each call resolves when the journal knows of the clip. */
export interface Admission {
  /** A clip that was just captured; one that the journal knows is taken up where it was left. */
  submit(clip: Clip): Promise<void>;
  /**
   * A clip that the journal knows and that is not finished. After a restart also one of which a place of now has no
   * copy: it is only copied.
   */
  resume(id: ClipId, isAfterRestart: boolean): Promise<void>;
  /** A clip that was found on disk and that the journal does not know. */
  rebuild(found: FoundClip): Promise<void>;
  has(id: ClipId): boolean;
  /** Resolves when no clip is at work. */
  idle(): Promise<void>;
}

export function makeAdmission(options: AdmissionOptions): Admission {
  const { store, clock, openLedger, process, onLeft } = options;
  const inside = new Map<ClipId, { readonly known: Promise<unknown>; readonly done: Promise<void> }>();

  const admit = async (id: ClipId, open: (before: ClipState | undefined) => Promise<Ledger | undefined>) => {
    const there = inside.get(id);
    if (there) return void (await there.known);
    const limits = { clock, timeoutMs: READ_TIMEOUT_MS, signal: NEVER };
    const known = attempt(limits, () => store.get(id)).then((read) => open(read.ok ? read.value : undefined));
    const work = async () => {
      const ledger = await known;
      if (ledger) await process(ledger);
      inside.delete(id);
      if (ledger) onLeft(ledger.state);
    };
    inside.set(id, { known, done: work() });
    await known;
  };

  return {
    submit: (clip) =>
      admit(clip.id, async (known) => {
        // After the clock was set back a new clip may have the name of one that was deleted.
        const before = known?.deleted_at === null ? known : undefined;
        const ledger = openLedger(before ?? newClipState(clip));
        if (!before) await ledger.note({ type: "clip_captured" });
        return ledger;
      }),
    resume: (id, isAfterRestart) =>
      admit(id, async (before) => {
        if (!before) return undefined;
        const isOver = allStages.every((stage) => isSettled(before.stages[stage]));
        const isWanted = isAfterRestart && isWantedElsewhere(before, options);
        if (isOver && !isWanted) return undefined;
        const hasFile = await isThere(options, before);
        if (isOver && !hasFile) return undefined;

        const ledger = openLedger(before);
        if (isAfterRestart && !isOver) await ledger.note({ type: "clip_recovered" });
        if (isWanted && hasFile) await ledger.note({ type: "copy_wanted" });
        if (!hasFile && !isFetchable(before, options.places)) await endWithoutFile(ledger);
        return ledger;
      }),
    rebuild: ({ clip, sidecar }) =>
      admit(clip.id, async () => {
        const ledger = openLedger(stateOfSidecar(clip, sidecar));
        await ledger.note({ type: "clip_recovered" });
        if (clock.now() - clip.startedAtMs - clip.durationMs > REBUILT_ALERT_AGE_MAX_MS) {
          const error = "It was found on disk after more than an hour, without a journal.";
          await ledger.note({ type: "stage_skipped", stage: "notify", error });
        }
        return ledger;
      }),
    has: (id) => inside.has(id),
    async idle() {
      while (inside.size > 0) await Promise.all([...inside.values()].map(({ done }) => done));
    },
  };
}

/** It was stored, and the owner has named a place since that has no copy. */
function isWantedElsewhere(
  state: ClipState,
  { places, copyLimits = [], clock }: Pick<AdmissionOptions, "places" | "copyLimits" | "clock">,
): boolean {
  if (state.deleted_at !== null || state.stages.upload.status !== "ok") return false;
  const ageMs = clock.now() - Date.parse(state.end_ts);
  const lacks = places.filter((place) => place !== LOCAL_PLACE && state.copies[place] === undefined);
  return lacks.some((place) => !isPastLimit(copyLimits, place, ageMs));
}

/** A place that is still in use has it. */
function isFetchable({ copies }: ClipState, places: readonly string[]): boolean {
  return places.some((place) => place !== LOCAL_PLACE && copies[place] !== undefined);
}

/** A disk that cannot be read now says nothing about the file. */
async function isThere({ shelf, clock }: AdmissionOptions, state: ClipState): Promise<boolean> {
  const found = await attempt({ clock, timeoutMs: READ_TIMEOUT_MS, signal: NEVER }, () =>
    shelf.has(clipOf(state)),
  );
  return !found.ok || found.value;
}

/** Without its file a clip has nothing left to store or to look at; an alert that was decided still goes out. */
async function endWithoutFile(ledger: Ledger): Promise<void> {
  const error = "The clip's file is gone.";
  for (const stage of ["upload", "filter"] as const) {
    await ledger.note({ type: "stage_failed", stage, error, error_kind: "rejected", will_retry: false });
  }
  await ledger.note({ type: "stage_skipped", stage: "vlm", error });
  if (ledger.state.alert_decision?.notify !== true) {
    await ledger.note({ type: "stage_skipped", stage: "notify", error });
  }
}

/** The journal is read during the shutdown too: a clip that it knows must not be taken for a new one. */
const NEVER = new AbortController().signal;
