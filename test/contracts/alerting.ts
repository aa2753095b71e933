import { describe, expect, test } from "vitest";
import type { AlertSettings } from "#domain/alert-settings.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { Alerting } from "#ports/alerting.ts";

const HOUR_MS = 3_600_000;

/** What every `Alerting` promises. `camera` is one that it knows; nothing was set yet. */
export function alertingContract(
  name: string,
  camera: CameraSlug,
  open: () => Promise<Alerting & Partial<AsyncDisposable>>,
): void {
  const using = async (work: (alerting: Alerting) => Promise<void>) => {
    const alerting = await open();
    await work(alerting);
    await alerting[Symbol.asyncDispose]?.();
  };
  const wishOf = (alerting: Alerting, edit: Partial<AlertSettings>) => {
    const { version: _, ...wish } = { ...alerting.settings(), ...edit };
    return wish;
  };

  describe(`${name} keeps the Alerting contract`, () => {
    test("what is saved is in force under a higher version, and only over the version that it was made from", () =>
      using(async (alerting) => {
        const { version } = alerting.settings();

        const saved = await alerting.save(wishOf(alerting, { group_s: 60 }), version);

        expect(saved).toMatchObject({ group_s: 60 });
        expect(saved.version).toBeGreaterThan(version);
        expect(alerting.settings()).toEqual(saved);
        await expect(alerting.save(wishOf(alerting, { group_s: 90 }), version)).rejects.toMatchObject({
          kind: "rejected",
        });
        expect(alerting.settings()).toEqual(saved);
      }));

    test("mode and snoozes are as they were set, also in the circumstances of a camera", () =>
      using(async (alerting) => {
        const { nowMs } = alerting.circumstances(camera);

        await alerting.setMode("away");
        await alerting.snooze(undefined, nowMs + HOUR_MS);
        await alerting.snooze(camera, nowMs + 2 * HOUR_MS);

        expect(alerting.mode()).toBe("away");
        expect(alerting.snoozes().house).toBe(nowMs + HOUR_MS);
        expect([...alerting.snoozes().cameras]).toEqual([[camera, nowMs + 2 * HOUR_MS]]);
        expect(alerting.circumstances(camera)).toMatchObject({
          mode: "away",
          snoozedUntilMs: { house: nowMs + HOUR_MS, camera: nowMs + 2 * HOUR_MS },
        });
        await alerting.snooze(undefined, undefined);
        await alerting.snooze(camera, undefined);
        expect([alerting.snoozes().house, alerting.snoozes().cameras.size]).toEqual([undefined, 0]);
      }));

    test("listeners hear of each change once it is in force, until they are disposed", () =>
      using(async (alerting) => {
        const heard: unknown[] = [];
        const listening = alerting.subscribe(() =>
          heard.push([alerting.mode(), alerting.snoozes().cameras.size, alerting.settings().group_s]),
        );
        const { nowMs } = alerting.circumstances(camera);

        await alerting.setMode("night");
        await alerting.snooze(camera, nowMs + HOUR_MS);
        await alerting.save(wishOf(alerting, { group_s: 30 }), alerting.settings().version);
        listening[Symbol.dispose]();
        listening[Symbol.dispose]();
        await alerting.setMode("home");

        expect(heard).toEqual([
          ["night", 0, 0],
          ["night", 1, 0],
          ["night", 1, 30],
        ]);
      }));
  });
}
