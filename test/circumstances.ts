import { AlertSettings } from "#domain/alert-settings.ts";
import type { Circumstances } from "#domain/circumstances.ts";
import { CameraId } from "#domain/ids.ts";

export const doorId = CameraId.parse("000001");

export interface CircumstancesWish extends Partial<Omit<Circumstances, "settings">> {
  /** As it may be stored: what is left out is the default. */
  readonly settings?: unknown;
}

/** A Friday afternoon on which nothing is a reason against telling. */
export function someCircumstances({ settings = {}, ...wish }: CircumstancesWish = {}): Circumstances {
  return {
    nowMs: new Date("2026-11-20T15:00:00").getTime(),
    camera: doorId,
    settings: AlertSettings.parse(settings),
    mode: "home",
    isAnybodyHome: undefined,
    place: undefined,
    snoozedUntilMs: { house: undefined, camera: undefined },
    isNotificationsOn: true,
    template: undefined,
    lastTold: undefined,
    ...wish,
  };
}
