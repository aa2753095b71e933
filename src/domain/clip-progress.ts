import { type ClipState, type Copy, notBegun, type StageLog, stages, type Told } from "./clip-state.ts";
import type { ClipEvent } from "./journal.ts";

/** What a step has found out, beside how the stage went. */
export type Findings = Partial<
  Pick<ClipState, "storage_uri" | "view_url" | "filter_result" | "analysis_result" | "alert_decision">
> & {
  /** Of `copy_stored`. */
  readonly copy?: Copy;
  /** Of `alert_told`. */
  readonly phase?: Told["phase"];
};

type StageStatus = StageLog["status"];
type ClipStatus = ClipState["status"];

/**
 * The statuses that a stage cannot leave for the one on the left. A late result never pulls a clip back: what is
 * settled stays settled, but for a success that comes after all to a stage that was given up.
 */
const blockedFrom = {
  pending: ["ok", "error", "skipped"],
  running: ["ok", "error", "skipped"],
  ok: ["ok", "skipped"],
  error: ["ok", "error", "skipped"],
  skipped: ["ok", "error", "skipped"],
} as const satisfies Record<StageStatus, readonly StageStatus[]>;

export function isSettled({ status }: StageLog): boolean {
  return status === "ok" || status === "error" || status === "skipped";
}

/**
 * The state after an event, or `undefined` where the event comes too late to change anything: then it is not
 * recorded either.
 */
export function advance(
  state: ClipState,
  event: ClipEvent,
  { copy, phase, ...findings }: Findings = {},
): ClipState | undefined {
  if (event.type === "copy_wanted") return copyWanted(state);
  if (event.type === "copy_stored") return withCopy({ ...state, ...findings }, event, copy);
  if (event.type === "alert_told") return withTold(state, event, phase);
  if (event.type === "copy_deleted") return withoutCopy(state, event.place);
  const status = stageStatusAfter(event);
  if (status === undefined || event.stage === undefined) {
    const isLate = event.type === "decided" && isFinal(state.alert_decision);
    return isLate ? undefined : { ...state, ...findings };
  }

  const before = state.stages[event.stage];
  if ((blockedFrom[status] as readonly StageStatus[]).includes(before.status)) return undefined;
  const after = { ...state.stages, [event.stage]: logAfter(before, status, event) };
  return { ...state, ...findings, stages: after, status: statusOf(after) };
}

/** A copy is to be made at one more place, with what is written beside it: nothing else is done again. */
function copyWanted(state: ClipState): ClipState | undefined {
  if (state.stages.upload.status !== "ok") return undefined;
  const after = { ...state.stages, upload: notBegun, sidecar: notBegun };
  return { ...state, stages: after, status: statusOf(after) };
}

function withCopy(
  state: ClipState,
  { place, attempt = 0 }: ClipEvent,
  copy: Copy | undefined,
): ClipState | undefined {
  if (place === undefined || copy === undefined) return undefined;
  const { upload } = state.stages;
  const tried = { ...upload, attempts: Math.max(upload.attempts, attempt) };
  return { ...state, stages: { ...state.stages, upload: tried }, copies: { ...state.copies, [place]: copy } };
}

/** The stage is over when all notifiers have the final word, which an event of its own says. */
function withTold(
  state: ClipState,
  { place, at, attempt = 0 }: ClipEvent,
  phase: Told["phase"] | undefined,
): ClipState | undefined {
  if (place === undefined || phase === undefined) return undefined;
  const { notify } = state.stages;
  const tried = { ...notify, attempts: Math.max(notify.attempts, attempt) };
  return {
    ...state,
    stages: { ...state.stages, notify: tried },
    told: { ...state.told, [place]: { at: state.told[place]?.at ?? at, phase } },
  };
}

function isFinal(decision: ClipState["alert_decision"]): boolean {
  return decision !== null && decision.provisional !== true;
}

function withoutCopy(state: ClipState, place: string | undefined): ClipState | undefined {
  const gone = place === undefined ? undefined : state.copies[place];
  if (gone === undefined) return undefined;
  const copies = Object.fromEntries(Object.entries(state.copies).filter(([key]) => key !== place));
  if (state.storage_uri !== gone.uri) return { ...state, copies };
  const [next] = Object.values(copies);
  return { ...state, copies, storage_uri: next?.uri ?? null, view_url: next?.view_url ?? null };
}

/** One word for the whole clip. `error`: nothing is left to do, and something went wrong for good. */
export function statusOf(logs: ClipState["stages"]): ClipStatus {
  if (stages.every((stage) => isSettled(logs[stage]))) {
    return stages.some((stage) => logs[stage].status === "error") ? "error" : "done";
  }
  if (logs.vlm.status === "ok") return "analyzed";
  if (logs.filter.status === "ok") return "filtered";
  return logs.upload.status === "ok" ? "uploaded" : "queued_local";
}

function stageStatusAfter({ type, will_retry }: ClipEvent): StageStatus | undefined {
  switch (type) {
    case "stage_started":
      return "running";
    case "stage_completed":
      return "ok";
    case "stage_skipped":
      return "skipped";
    case "stage_failed":
      return will_retry === true ? "pending" : "error";
    case "clip_captured":
    case "clip_recovered":
    case "copy_wanted":
    case "copy_stored":
    case "copy_refused":
    case "copy_deleted":
    case "clip_fetched":
    case "alert_told":
    case "alert_refused":
    case "decided":
    case "clip_done":
    case "clip_starred":
    case "clip_unstarred":
    case "clip_deleted":
      return undefined;
  }
}

function logAfter(before: StageLog, status: StageStatus, event: ClipEvent): StageLog {
  return {
    status,
    // Several are tried side by side, each with a count of its own.
    attempts: Math.max(before.attempts, event.attempt ?? 0),
    started_at: before.started_at ?? (status === "running" ? event.at : null),
    finished_at: status === "pending" || status === "running" ? null : event.at,
    last_error: event.error ?? (status === "ok" ? null : before.last_error),
  };
}
