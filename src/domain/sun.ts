import { getTimes } from "suncalc";

/** Fraction of degrees; north and east are positive. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export interface SunDay {
  /** Unix ms. */
  readonly sunriseMs: number;
  readonly sunsetMs: number;
  /** `up` and `down` where the sun does not rise or set on that day. */
  readonly sun: "rises" | "up" | "down";
}

const HALF_DAY_MS = 12 * 60 * 60_000;

/**
 * When the sun rises and sets on a local day. Where it stays up it is taken to rise and set at solar midnight, where it
 * stays down at solar noon: what the days before come ever closer to, so that the night of a polar day is empty, and the
 * night of a polar night is the whole day.
 */
export function sunOf(localNoonMs: number, { latitude, longitude }: Place): SunDay {
  const { sunrise, sunset, solarNoon, alwaysUp } = getTimes(new Date(localNoonMs), latitude, longitude);
  if (sunrise !== null && sunset !== null) {
    return { sunriseMs: sunrise.getTime(), sunsetMs: sunset.getTime(), sun: "rises" };
  }
  const noonMs = solarNoon.getTime();
  return alwaysUp === true
    ? { sunriseMs: noonMs - HALF_DAY_MS, sunsetMs: noonMs + HALF_DAY_MS, sun: "up" }
    : { sunriseMs: noonMs, sunsetMs: noonMs, sun: "down" };
}
