import { describe, expect, test } from "vitest";
import { clockChanges, inTimeZone } from "#test/time-zone.ts";
import { dueBefore } from "./digest-times.ts";

const HOUR_MS = 60 * 60_000;

describe.each(clockChanges)("in %s on %s, a day of %i hours", (zone, day, hours) => {
  const at = (clock: string) => new Date(`${day}T${clock}`).getTime();

  test("a daily digest is due at seven on both sides of the change, and so many hours apart", () => {
    using _ = inTimeZone(zone);
    const before = dueBefore("daily", at("06:59:59"));
    const after = dueBefore("daily", at("07:00:00"));

    expect(new Date(before).getHours()).toBe(7);
    expect(after).toBe(at("07:00:00"));
    expect(after - before).toBe(hours * HOUR_MS);
  });

  test("each minute of the week has one digest before it, and that never goes back", () => {
    using _ = inTimeZone(zone);
    const noon = at("12:00:00");
    const seen = new Map<string, number[]>([
      ["daily", []],
      ["weekly", []],
    ]);
    for (const period of ["daily", "weekly"] as const) {
      for (let now = noon - 84 * HOUR_MS; now < noon + 84 * HOUR_MS; now += 10 * 60_000) {
        const due = dueBefore(period, now);
        expect(due).toBeLessThanOrEqual(now);
        if (seen.get(period)?.at(-1) !== due) seen.get(period)?.push(due);
      }
    }

    for (const times of seen.values()) expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(seen.get("daily")?.length).toBeGreaterThanOrEqual(7);
    expect(seen.get("weekly")).toHaveLength(2);
  });
});

test("a weekly digest is due on Monday at seven", () => {
  using _ = inTimeZone("Europe/Berlin");
  const due = (now: string) => new Date(dueBefore("weekly", new Date(now).getTime())).toString().slice(0, 21);

  expect(due("2026-11-16T06:59:59")).toBe("Mon Nov 09 2026 07:00");
  expect(due("2026-11-16T07:00:00")).toBe("Mon Nov 16 2026 07:00");
  expect(due("2026-11-22T23:59:59")).toBe("Mon Nov 16 2026 07:00");
});
