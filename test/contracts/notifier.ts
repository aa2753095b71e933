import { describe, expect, test } from "vitest";
import type { Alert } from "#domain/alert.ts";
import type { Notifier } from "#ports/notifier.ts";
import { anAlert } from "#test/builders.ts";

const running = new AbortController().signal;

export interface NotifierBench extends AsyncDisposable {
  readonly notifier: Notifier;
  /** Resolves when the other side has got an alert with this id. */
  arrived(id: Alert["alert_id"]): Promise<void>;
}

/** What every `Notifier` promises. */
export function notifierContract(name: string, open: () => Promise<NotifierBench>): void {
  describe(`${name} keeps the Notifier contract`, () => {
    test("an alert arrives", async () => {
      await using bench = await open();
      const alert = anAlert();

      await bench.notifier.notify(alert, running);

      await expect(bench.arrived(alert.alert_id)).resolves.toBeUndefined();
    });

    test("rejects promptly when the signal has already aborted", async () => {
      await using bench = await open();

      await expect(bench.notifier.notify(anAlert(), AbortSignal.abort())).rejects.toThrow("aborted");
    });

    test("it may be disposed twice", async () => {
      await using bench = await open();

      await bench.notifier[Symbol.asyncDispose]();

      await expect(bench.notifier[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}
