import { describe, expect, test } from "vitest";
import type { Alert } from "#domain/alert.ts";
import { Failure } from "#domain/failure.ts";
import type { Notifier } from "#ports/notifier.ts";
import { anAlert } from "#test/builders.ts";

const running = new AbortController().signal;

export interface NotifierBench extends AsyncDisposable {
  readonly notifier: Notifier;
  /** Resolves when the other side has got an alert with this id. */
  arrived(id: Alert["alert_id"]): Promise<void>;
  /** From now on nobody is there to take an alert. Missing where that cannot be. */
  leave?(): Promise<void>;
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

    test("its name fits into the journal, and people are told another", async () => {
      await using bench = await open();

      expect(bench.notifier.name).toMatch(/^[a-z][a-z0-9_]{0,63}$/);
      expect(bench.notifier.title.trim()).not.toBe("");
    });

    test("an alert that comes again, as it does after a crash, is no failure", async () => {
      await using bench = await open();
      const alert = anAlert();
      await bench.notifier.notify(alert, running);

      await expect(bench.notifier.notify(alert, running)).resolves.toBeUndefined();
    });

    test("while the other side is away it fails as something that may pass", async ({ skip }) => {
      await using bench = await open();
      if (!bench.leave) return skip("nobody can be away");
      await bench.leave();

      const failed = bench.notifier.notify(anAlert(), running);

      await expect(failed).rejects.toBeInstanceOf(Failure);
      await expect(failed).rejects.toMatchObject({ kind: "unavailable" });
    });

    test("a test of it comes through, and obeys a signal that has already aborted", async ({ skip }) => {
      await using bench = await open();
      if (!bench.notifier.test) return skip("it has none");

      await expect(bench.notifier.test(running)).resolves.toBeUndefined();
      await expect(bench.notifier.test(AbortSignal.abort())).rejects.toThrow("aborted");
    });

    test("it may be disposed twice", async () => {
      await using bench = await open();

      await bench.notifier[Symbol.asyncDispose]();

      await expect(bench.notifier[Symbol.asyncDispose]()).resolves.toBeUndefined();
    });
  });
}
