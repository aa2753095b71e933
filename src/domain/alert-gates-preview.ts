import { applyGates, wasWanted } from "./alert-gates.ts";
import type { Circumstances } from "./circumstances.ts";
import type { ClipState } from "./clip-state.ts";
import type { CameraSlug, ClipId, HappeningId } from "./ids.ts";

/** What other settings would have made of one happening that was a reason to tell. */
export interface PreviewedAlert {
  readonly alert: HappeningId;
  readonly clip: ClipId;
  readonly camera: CameraSlug;
  /** Unix ms. */
  readonly startedAtMs: number;
  readonly wasTold: boolean;
  readonly wouldTell: boolean;
  /** Why not, as a sentence. */
  readonly finding: string | undefined;
}

/**
 * What settings would have done with these clips, oldest first: their hours, pauses and the rule of one mode. What nobody
 * wrote down is left out: nothing is snoozed or switched off, and no template keeps anything.
 */
export function previewAlerts(
  clips: readonly ClipState[],
  circumstances: (camera: CameraSlug) => Circumstances,
): PreviewedAlert[] {
  const found = new Map<HappeningId, PreviewedAlert>();
  const lastTold = new Map<CameraSlug, NonNullable<Circumstances["lastTold"]>>();
  for (const clip of clips) {
    const { happening_id: alert, camera_name: camera, alert_decision: decision } = clip;
    if (decision === null || !wasWanted(decision)) continue;
    const risk = clip.analysis_result?.risk_level ?? null;
    const nowMs = Date.parse(clip.end_ts);
    const told = lastTold.get(camera);
    const now = { ...circumstances(camera), ...UNKNOWN, nowMs, lastTold: told };
    const wish = { notify: true, notify_reason: "", explanation: "" };
    const { notify, trace = [] } = applyGates(wish, { alert, risk, isLive: false }, now);
    if (notify)
      lastTold.set(camera, told?.alert === alert ? { ...told, risk } : { alert, atMs: nowMs, risk });
    const before = found.get(alert);
    const wouldTell = notify || before?.wouldTell === true;
    found.set(alert, {
      alert,
      clip: before?.clip ?? clip.clip_id,
      camera,
      startedAtMs: before?.startedAtMs ?? Date.parse(clip.start_ts),
      wasTold: decision.notify || before?.wasTold === true,
      wouldTell,
      finding: wouldTell ? undefined : trace.find(({ verdict }) => verdict === "keeps")?.finding,
    });
  }
  return [...found.values()];
}

const UNKNOWN = {
  snoozedUntilMs: { house: undefined, camera: undefined },
  isNotificationsOn: true,
  template: undefined,
} as const;
