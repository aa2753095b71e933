import { type Findings, isSettled } from "#domain/clip-progress.ts";
import { type ClipState, type Copy, clipOf, LOCAL_PLACE } from "#domain/clip-state.ts";
import { err, ok, type Result } from "#domain/result.ts";
import type { StageError } from "#domain/stage-error.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { ClipFile } from "./clip-file.ts";
import type { Lane } from "./lane.ts";
import type { Ledger } from "./ledger.ts";
import { runStage, type StageContext } from "./run-stage.ts";

export interface StoreContext extends StageContext {
  /** In the owner's order; last comes `local`, which each clip has. */
  readonly storages: readonly ClipStorage[];
  /** Each storage has a lane of its own: one that hangs holds up no other. */
  uploadLane(place: string): Lane;
}

/** Takes the clip to all its places, side by side. The stage is over when each has it or has refused it for good. */
export async function storeClip(context: StoreContext, ledger: Ledger, file: ClipFile): Promise<void> {
  if (isSettled(ledger.state.stages.upload)) return;
  const outcomes = await Promise.all(
    context.storages.map((storage) => storeAt(context, ledger, storage, file)),
  );
  const errors = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  if (errors.some(({ kind }) => kind === "aborted")) return;

  const [refusal] = errors;
  if (refusal) {
    const { kind, message } = refusal;
    const error = { error: message, error_kind: kind, will_retry: false };
    await ledger.note({ type: "stage_failed", stage: "upload", ...error });
  } else {
    const { attempts } = ledger.state.stages.upload;
    const note = { type: "stage_completed", stage: "upload", attempt: Math.max(attempts, 1) } as const;
    await ledger.note(note, firstAddress(context, ledger.state));
  }
}

async function storeAt(
  context: StoreContext,
  ledger: Ledger,
  storage: ClipStorage,
  file: ClipFile,
): Promise<Result<unknown, StageError>> {
  const { place } = storage;
  if (ledger.state.copies[place]) return ok(undefined);
  const stored = await runStage(context, ledger, {
    stage: "upload",
    place,
    lane: context.uploadLane(place),
    isUrgent: () => ledger.state.alert_decision?.notify === true,
    run: async (signal) => {
      await file.bringBack(signal);
      return await storage.store(clipOf(ledger.state), signal);
    },
    learn: ({ uri, viewUrl }) => learnt(ledger.state, storage, { uri, view_url: viewUrl ?? null }),
  });
  return stored.ok ? ok(undefined) : err(stored.error);
}

/** Until all is over, the address is the first one outside: that the clip lies here says nothing of a copy. */
function learnt({ storage_uri }: ClipState, { place }: ClipStorage, copy: Copy): Findings {
  return storage_uri === null && place !== LOCAL_PLACE
    ? { copy, storage_uri: copy.uri, view_url: copy.view_url }
    : { copy };
}

/** The clip's address is the one at the place that the owner has named first. */
function firstAddress({ storages }: StoreContext, { copies }: ClipState): Findings {
  const first: Copy | undefined = storages.map(({ place }) => copies[place]).find((copy) => copy);
  return first ? { storage_uri: first.uri, view_url: first.view_url } : {};
}
