import type { Alert } from "#domain/alert.ts";
import type { RiskLevel } from "#domain/analysis.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import { NO_SEVERITY, type Severity } from "./camera-entities.ts";

/** So long after the last word of an alert nothing is going on any more. */
export const SEVERITY_MS = 10 * 60_000;
/** What nobody judged counts as much, as in the rules of the house's modes. */
const UNJUDGED: RiskLevel = "medium";

/** How bad the last alert of each camera was, for a while. */
export interface Severities {
  /** An alert was told, or told better. Old news changes nothing. */
  note(alert: Alert): void;
  of(camera: CameraSlug): Severity;
}

export interface SeverityParts {
  readonly clock: Clock;
  /** The severity of this camera is over. */
  readonly onOver: (camera: CameraSlug) => void;
}

export function makeSeverities({ clock, onOver }: SeverityParts, signal: AbortSignal): Severities {
  const latest = new Map<CameraSlug, { readonly level: RiskLevel; readonly untilMs: number }>();

  /** One for each camera, however many alerts come. */
  async function waitFor(camera: CameraSlug): Promise<void> {
    for (let one = latest.get(camera); one !== undefined; one = latest.get(camera)) {
      const leftMs = one.untilMs - clock.monotonic();
      if (leftMs <= 0) break;
      await clock.sleep(leftMs, signal).catch(() => undefined);
      if (signal.aborted) return;
    }
    latest.delete(camera);
    onOver(camera);
  }

  return {
    note({ camera_name: camera, risk_level: level, late }) {
      if (late || signal.aborted) return;
      const isWaiting = latest.has(camera);
      latest.set(camera, { level: level ?? UNJUDGED, untilMs: clock.monotonic() + SEVERITY_MS });
      if (!isWaiting) void waitFor(camera);
    },
    of: (camera) => latest.get(camera)?.level ?? NO_SEVERITY,
  };
}
