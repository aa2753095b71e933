import type { AlertingStateWire } from "#api/alerting-wire.ts";
import type { HouseMode } from "#domain/alert-settings.ts";
import { forLocale, type Text, t } from "./i18n.ts";
import { timeOf } from "./words.ts";

const DAY_MS = 86_400_000;
const weekday = forLocale((tag) => new Intl.DateTimeFormat(tag, { weekday: "long" }));

export const modeWords = {
  home: { title: "Home", does: "Somebody is in." },
  away: { title: "Away", does: "Nobody is in." },
  night: { title: "Night", does: "Everybody sleeps." },
  privacy: { title: "Privacy", does: "Nothing is recorded, looked at or shown." },
} as const satisfies Record<HouseMode, { title: Text; does: Text }>;

/** `06:30`, `tomorrow, 06:30`, `Monday, 06:30`: a time that is still to come. */
export function untilOf(iso: string, now = new Date()): string {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).getTime();
  const at = Date.parse(iso);
  if (at < midnight) return timeOf(iso);
  // An end in the small hours belongs to the evening before: nobody calls it tomorrow.
  if (at < midnight + DAY_MS)
    return at - now.getTime() < DAY_MS / 2 ? timeOf(iso) : t("tomorrow, {time}", { time: timeOf(iso) });
  return `${weekday().format(at)}, ${timeOf(iso)}`;
}

export interface Standing {
  /** `tells`: alerts are told; `quiet`: not for now; `off`: not until somebody changes it. */
  readonly kind: "tells" | "quiet" | "off";
  readonly head: string;
  readonly more: string;
}

/** How things stand, the strongest reason first. */
export function standingOf(state: AlertingStateWire, now = new Date()): Standing {
  const { mode, snoozed_until, quiet_until, quiet_from, template } = state;
  if (mode === "privacy") {
    return {
      kind: "off",
      head: t("Privacy"),
      more: t("Nothing is recorded, looked at or shown until you choose another mode."),
    };
  }
  if (snoozed_until !== null) {
    return {
      kind: "quiet",
      head: t("Snoozed until {when}", { when: untilOf(snoozed_until, now) }),
      more: t("What happens is recorded; you are not told of it."),
    };
  }
  if (quiet_until !== null) {
    return {
      kind: "quiet",
      head: t("Quiet now until {when}", { when: untilOf(quiet_until, now) }),
      more: t("These are your quiet hours. What you made an exception of is told all the same."),
    };
  }
  if (template === false) {
    return {
      kind: "off",
      head: t("Quiet: your condition is not met"),
      more: t("You are told again as soon as your template in Home Assistant is true."),
    };
  }
  if (state.cameras.length > 0 && state.cameras.every(({ tells }) => !tells)) {
    return { kind: "off", head: t("No camera tells now"), more: t("Below is why not, camera by camera.") };
  }
  const next = quiet_from === null ? "" : ` ${t("Quiet from {when}.", { when: untilOf(quiet_from, now) })}`;
  return {
    kind: "tells",
    head: t("You are told of alerts"),
    more: `${t("Mode: {mode}.", { mode: t(modeWords[mode].title) })}${next}`,
  };
}

/** Minutes until the next 07:00, when nights end. */
export function minutesToMorning(now = new Date()): number {
  const morning = new Date(now);
  morning.setHours(7, 0, 0, 0);
  if (morning <= now) morning.setDate(morning.getDate() + 1);
  return Math.ceil((morning.getTime() - now.getTime()) / 60_000);
}
