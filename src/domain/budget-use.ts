import { z } from "zod";
import {
  type BudgetLine,
  type BudgetSettings,
  type BudgetWindow,
  budgetWindows,
  type Usage,
} from "./budget.ts";
import { CameraSlug } from "./ids.ts";

/** Hours, days and months that are remembered, of each: a clock that is set wrong and back finds them again. */
export const WINDOWS_KEPT = 8;
/** With `alerts_only` this share of each limit is kept for clips that make an alert. */
const ALERT_SHARE = 0.1;

const KeptUsage = z.object({
  requests: z.int().min(0),
  tokens: z.int().min(0),
  cost: z.number().min(0),
});
const WindowUse = z.object({
  window: z.enum(budgetWindows),
  /** Unix ms. */
  start_ms: z.int(),
  total: KeptUsage,
  cameras: z.partialRecord(CameraSlug, KeptUsage),
});
type WindowUse = z.output<typeof WindowUse>;

/** What was used up, as it is kept over restarts: the windows of each kind in the order in which they came. */
export const BudgetUse = z.array(WindowUse).max(WINDOWS_KEPT * budgetWindows.length);
export type BudgetUse = readonly WindowUse[];

export type WindowStarts = Readonly<Record<BudgetWindow, number>>;
export const nothingUsed: Usage = { requests: 0, tokens: 0, cost: 0 };

/** Unix ms at which hour, day and month of the local calendar began. An hour that comes twice is two hours. */
export function windowsAt(atMs: number): WindowStarts {
  const at = new Date(atMs);
  const intoHourMs = (at.getMinutes() * 60 + at.getSeconds()) * 1000 + at.getMilliseconds();
  return {
    hour: atMs - intoHourMs,
    day: new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime(),
    month: new Date(at.getFullYear(), at.getMonth(), 1).getTime(),
  };
}

/** The same with more used, or less, in each of the three windows. Never below nothing. */
export function withUsage(use: BudgetUse, starts: WindowStarts, camera: CameraSlug, more: Usage): BudgetUse {
  return budgetWindows.flatMap((window) => {
    const ofKind = use.filter((one) => one.window === window);
    const known = ofKind.find(({ start_ms }) => start_ms === starts[window]);
    const now: WindowUse = known ?? { window, start_ms: starts[window], total: nothingUsed, cameras: {} };
    const changed = {
      ...now,
      total: sum(now.total, more),
      cameras: { ...now.cameras, [camera]: sum(now.cameras[camera] ?? nothingUsed, more) },
    };
    return known
      ? ofKind.map((one) => (one === known ? changed : one))
      : [...ofKind, changed].slice(-WINDOWS_KEPT);
  });
}

/** What was used of one window, if anything was. */
export function usedIn(use: BudgetUse, window: BudgetWindow, starts: WindowStarts): WindowUse | undefined {
  return use.find((one) => one.window === window && one.start_ms === starts[window]);
}

const limits = [
  { window: "hour", of: "requests", setting: "requests_per_hour" },
  { window: "day", of: "requests", setting: "requests_per_day" },
  { window: "month", of: "requests", setting: "requests_per_month" },
  { window: "day", of: "tokens", setting: "tokens_per_day" },
  { window: "month", of: "tokens", setting: "tokens_per_month" },
  { window: "day", of: "cost", setting: "cost_per_day" },
  { window: "month", of: "cost", setting: "cost_per_month" },
] as const satisfies readonly {
  window: BudgetWindow;
  of: keyof Usage;
  setting: keyof BudgetSettings;
}[];

/** One line for each limit that there can be. */
export function budgetLines(settings: BudgetSettings, use: BudgetUse, starts: WindowStarts): BudgetLine[] {
  return limits.map(({ window, of, setting }) => ({
    window,
    of,
    used: usedIn(use, window, starts)?.total[of] ?? 0,
    limit: settings[setting] === 0 ? undefined : settings[setting],
  }));
}

export interface BudgetWish {
  readonly camera: CameraSlug;
  readonly isAlert: boolean;
  readonly expected: Usage;
  /** There are other cameras, to which something must be left. */
  readonly hasOthers: boolean;
}

/** The first limit that one more question would pass, and why it may not. */
export interface Refusal {
  readonly line: BudgetLine;
  readonly by: "limit" | "share" | "kept_for_alerts";
}

export function refusalOf(
  settings: BudgetSettings,
  use: BudgetUse,
  starts: WindowStarts,
  { camera, isAlert, expected, hasOthers }: BudgetWish,
): Refusal | undefined {
  const keptShare = settings.at_limit === "alerts_only" && !isAlert ? ALERT_SHARE : 0;
  for (const line of budgetLines(settings, use, starts)) {
    const { limit, of, window } = line;
    if (limit === undefined) continue;
    const after = line.used + expected[of];
    if (after > limit) return { line, by: "limit" };
    const own = (usedIn(use, window, starts)?.cameras[camera]?.[of] ?? 0) + expected[of];
    if (hasOthers && own > shareOf(limit, settings.camera_share_percent, of)) return { line, by: "share" };
    if (after > limit * (1 - keptShare)) return { line, by: "kept_for_alerts" };
  }
  return undefined;
}

/** A share of a small limit is one question at least, or nobody could ask any. */
function shareOf(limit: number, percent: number, of: keyof Usage): number {
  const share = (limit * percent) / 100;
  return of === "requests" ? Math.max(1, Math.floor(share)) : share;
}

function sum(one: Usage, other: Usage): Usage {
  return {
    requests: Math.max(0, one.requests + other.requests),
    tokens: Math.max(0, one.tokens + other.tokens),
    cost: Math.max(0, one.cost + other.cost),
  };
}
