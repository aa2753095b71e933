import { z } from "zod";
import type { Alert } from "#domain/alert.ts";
import { RiskLevel } from "#domain/analysis.ts";
import { CameraId, HappeningId } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openKept } from "./alerting-kept.ts";

const LastTold = z.object({ alert: HappeningId, at_ms: z.int(), risk: RiskLevel.nullable() });
type LastTold = z.output<typeof LastTold>;

export interface ToldKeeper {
  of(
    camera: CameraId,
  ): { readonly alert: HappeningId; readonly atMs: number; readonly risk: RiskLevel | null } | undefined;
  /** Once more of the same happening does not begin the pause anew, but may know the risk. */
  told(camera: CameraId, alert: Alert): void;
  settled(): Promise<void>;
}

export interface ToldParts {
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The last alert of each camera that was told. */
export async function openTold({ settings, clock, log }: ToldParts): Promise<ToldKeeper> {
  const kept = await openKept<Readonly<Partial<Record<CameraId, LastTold>>>>({
    settings,
    log,
    key: "alerting.told",
    schema: z.partialRecord(CameraId, LastTold),
    fallback: () => ({}),
  });

  return {
    of(camera) {
      const last = kept.now[camera];
      return last && { alert: last.alert, atMs: last.at_ms, risk: last.risk };
    },
    told(camera, { alert_id, risk_level, late, escalation }) {
      // Old news begin no pause, and telling once more is none of its own.
      if (late || escalation > 0) return;
      const before = kept.now[camera];
      const last: LastTold =
        before?.alert === alert_id
          ? { ...before, risk: risk_level ?? before.risk }
          : { alert: alert_id, at_ms: clock.now(), risk: risk_level };
      void kept.note({ ...kept.now, [camera]: last });
    },
    settled: kept.settled,
  };
}
