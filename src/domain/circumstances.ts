import type { AlertSettings, HouseMode } from "./alert-settings.ts";
import type { RiskLevel } from "./analysis.ts";
import type { CameraId, HappeningId } from "./ids.ts";

/** How things stand in the house at the moment of a decision. Plain data: the same gives the same decision. */
export interface Circumstances {
  /** Unix ms. */
  readonly nowMs: number;
  readonly camera: CameraId;
  readonly settings: AlertSettings;
  readonly mode: HouseMode;
  /** Whether anybody is at home; `undefined` where nobody knows. */
  readonly isAnybodyHome: boolean | undefined;
  /** Fraction of degrees; `undefined` where the place of the house is not known, and with it the sun. */
  readonly place: { readonly latitude: number; readonly longitude: number } | undefined;
  /** Unix ms. */
  readonly snoozedUntilMs: { readonly house: number | undefined; readonly camera: number | undefined };
  /** The camera's switch for notifications. */
  readonly isNotificationsOn: boolean;
  /** What the owner's template says; `undefined` where there is none or it cannot be had. */
  readonly template: boolean | undefined;
  /** The last alert of this camera that was told; of the same happening where it goes on. */
  readonly lastTold:
    | { readonly alert: HappeningId; readonly atMs: number; readonly risk: RiskLevel | null }
    | undefined;
}
