import { expect, test } from "vitest";
import { RetentionSettings, retentionRules } from "./retention-settings.ts";

const DAY_MS = 24 * 60 * 60_000;

test("the settings become rules: zero is no limit, and alerts never leave before the rest", () => {
  const rules = (settings: object) => retentionRules(RetentionSettings.parse(settings), true);

  expect(rules({})).toEqual({
    maxBytes: 20_000_000_000,
    minFreeBytes: 5_000_000_000,
    maxAgeMs: 30 * DAY_MS,
    alertMaxAgeMs: 90 * DAY_MS,
    cameraShare: 0.5,
    needsCopy: true,
    places: [],
    copyLimits: [],
  });
  expect(rules({ max_local_size_bytes: 0, max_age_days: 0 })).toMatchObject({
    maxBytes: undefined,
    maxAgeMs: undefined,
    alertMaxAgeMs: undefined,
  });
  expect(rules({ max_age_days: 100 })).toMatchObject({ alertMaxAgeMs: 100 * DAY_MS });
  expect(rules({ alerts_max_age_days: 0 })).toMatchObject({ alertMaxAgeMs: undefined });
});
