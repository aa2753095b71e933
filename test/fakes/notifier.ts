import type { Alert } from "#domain/alert.ts";
import type { Notifier } from "#ports/notifier.ts";
import { play, type Turn } from "./script.ts";

export interface FakeNotifier extends Notifier {
  /** Alerts that it was asked to deliver. */
  readonly calls: Alert[];
  /** Alerts that it did deliver. */
  readonly told: Alert[];
}

/** Delivers by script; without one, everything. */
export function fakeNotifier(...turns: readonly Turn<void>[]): FakeNotifier {
  return aFakeNotifier("fake", ...turns);
}

/** One of several, which must have different names. */
export function aFakeNotifier(name: string, ...turns: readonly Turn<void>[]): FakeNotifier {
  const calls: Alert[] = [];
  const told: Alert[] = [];
  return {
    name,
    title: `Fake ${name}`,
    calls,
    told,
    notify: async (alert, signal) => {
      calls.push(alert);
      await play(turns.length === 0 ? [{ answer: undefined }] : turns, calls.length - 1, signal);
      told.push(alert);
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}
