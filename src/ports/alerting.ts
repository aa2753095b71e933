import type { Alert } from "#domain/alert.ts";
import type { AlertSettings, HouseMode } from "#domain/alert-settings.ts";
import type { Circumstances } from "#domain/circumstances.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";

/** How a snooze stands: Unix ms, `undefined` where there is none. */
export interface Snoozes {
  readonly house: number | undefined;
  readonly cameras: ReadonlyMap<CameraSlug, number>;
}

/** An alert that is told again until somebody has seen it. */
export interface OpenAlert {
  readonly alert: Alert;
  readonly timesTold: number;
  /** Unix ms. */
  readonly nextAtMs: number;
}

/**
 * What decides about telling besides the clip: mode, snoozes, hours, who is at home. One owner of it all: entities,
 * phones, panel and API ask and change it here. Everything is kept over restarts.
 */
export interface Alerting {
  settings(): AlertSettings;
  /** Throws `Failure("rejected")` if somebody else has saved since version `basedOn`. */
  save(wish: Omit<AlertSettings, "version">, basedOn: number): Promise<AlertSettings>;
  mode(): HouseMode;
  /** The owner's word; where the mode follows something it holds until that changes. */
  setMode(mode: HouseMode): Promise<void>;
  snoozes(): Snoozes;
  /** Of one camera, or of the house. Without a time it is over. */
  snooze(camera: CameraSlug | undefined, untilMs: number | undefined): Promise<void>;
  /** Somebody has seen it, and it is not told again. False if it was not waiting for that. */
  acknowledge(alert: HappeningId): Promise<boolean>;
  open(): readonly OpenAlert[];
  circumstances(camera: CameraSlug): Circumstances;
  /** An alert was told: starts its cool-down, and its escalation if it has one. */
  told(alert: Alert): void;
  /** Called after each change of anything above. */
  subscribe(listener: () => void): Disposable;
}
