import type { AlertTestResult } from "#domain/alert-test.ts";

/** `waiting`: for the detector, which has clips to look at. */
export type AlertTestState = "idle" | "waiting" | "running";

/** The test of the alert path: a made alert that goes the way of the true ones and rings nobody. */
export interface AlertTest {
  state(): AlertTestState;
  /** Of this run of the app or an earlier one. */
  last(): AlertTestResult | undefined;
  /** Begins a test as soon as it disturbs nobody, unless one is running. Returns at once. */
  request(): void;
}
