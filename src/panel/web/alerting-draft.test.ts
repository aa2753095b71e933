import { describe, expect, test } from "vitest";
import { AlertSettings } from "#domain/alert-settings.ts";
import { isSame, rebase, withCamera } from "./alerting-draft.ts";

const base = AlertSettings.parse({ version: 4, group_s: 30, cameras: { c0ffee: { cooldown_s: 60 } } });

describe("settings that two people change at once", () => {
  test("keep what was changed here and what was changed there", () => {
    const mine = {
      ...base,
      snooze_minutes: 60,
      modes: { ...base.modes, night: { cameras: [], from_risk: null } },
    };
    const theirs = {
      ...base,
      version: 5,
      group_s: 0,
      modes: { ...base.modes, away: { cameras: null, from_risk: "high" as const } },
    };

    const both = rebase(base, mine, theirs);

    expect(both).toEqual({
      ...base,
      version: 5,
      group_s: 0,
      snooze_minutes: 60,
      modes: { home: base.modes.home, away: theirs.modes.away, night: mine.modes.night },
    });
  });

  test("end with what was changed here where both changed the same", () => {
    const both = rebase(base, { ...base, group_s: 60 }, { ...base, version: 5, group_s: 120 });

    expect(both).toMatchObject({ version: 5, group_s: 60 });
  });

  test("lose a camera's settings that were taken away here, and keep those that came there", () => {
    const garage = { c0ffe1: { cooldown_s: 300, windows: [] } };

    const both = rebase(
      base,
      { ...base, cameras: {} },
      { ...base, version: 5, cameras: { ...base.cameras, ...garage } },
    );

    expect(both.cameras).toStrictEqual(garage);
  });
});

describe("a change", () => {
  test("is none if only the version differs, or the order of keys", () => {
    const { group_s, ...others } = base;

    expect(isSame(base, { ...others, version: 9, group_s })).toBe(true);
    expect(isSame(base, { ...base, group_s: 60 })).toBe(false);
    expect(isSame(base, undefined)).toBe(false);
  });

  test("of a camera is kept, and forgotten where it says nothing any more", () => {
    const window = { days: [], from: "08:00", to: "20:00" };

    const changed = withCamera(base, "c0ffe1", { windows: [window] });
    const back = withCamera(changed, "c0ffee", { cooldown_s: 0 });

    expect(changed.cameras).toEqual({ ...base.cameras, c0ffe1: { cooldown_s: 0, windows: [window] } });
    expect(back.cameras).toEqual({ c0ffe1: { cooldown_s: 0, windows: [window] } });
  });
});
