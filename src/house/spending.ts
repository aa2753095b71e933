import type { BudgetSettings, Usage } from "#domain/budget.ts";
import {
  BudgetUse,
  budgetLines,
  nothingUsed,
  refusalOf,
  usedIn,
  type WindowStarts,
  windowsAt,
  withUsage,
} from "#domain/budget-use.ts";
import { budgetWarning, refusalWords } from "#domain/budget-words.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { Meter } from "#ports/meter.ts";
import type { Budget, CameraSpending, Spending, SpendingWish } from "#ports/spending.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openListeners } from "./listeners.ts";

/** Counts wait so long to be written. A power cut loses as much, which is a question or two. */
export const SPENDING_WRITE_MS = 1000;
/** How often it is looked whether an hour, day or month is over. */
const TURN_EVERY_MS = 30_000;
const KEY = "spending";
const PROBLEM = "budget";

export interface SpendingParts {
  readonly budget: BudgetSettings;
  /** Of one camera alone nothing is left to others. */
  readonly cameras: number;
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meter?: Meter | undefined;
  problem(key: string, sentence?: string): void;
}

export interface SpendingKeeper extends Spending, Budget, AsyncDisposable {}

/** Counts each question before it is asked, so that those asked at once never pass a limit together. */
export async function openSpending(parts: SpendingParts): Promise<SpendingKeeper> {
  const { budget, clock, log } = parts;
  const listeners = openListeners<void>((cause) => log.error({ err: cause }, "a listener failed"));
  const hasOthers = parts.cameras > 1;
  let use = await readUse(parts);
  let next: Usage = { ...nothingUsed, requests: 1 };
  const writer = makeWriter(parts, () => use);

  const now = () => windowsAt(clock.now());
  const lines = () => budgetLines(budget, use, now());
  const warning = () => budgetWarning(lines(), budget.at_limit, next);
  const tell = () => {
    parts.problem(PROBLEM, warning());
    measure(parts.meter, lines());
    listeners.tell();
  };
  const count = (starts: WindowStarts, camera: CameraSlug, more: Usage) => {
    use = withUsage(use, starts, camera, more);
    writer.soon();
    tell();
  };
  tell();
  const turning = watchTurns(clock, tell);

  return {
    areFurtherFree: budget.at_limit === "cheaper",
    lines,
    warning,
    today: () => usedIn(use, "day", now())?.total ?? nothingUsed,
    perCamera: () => perCamera(usedIn(use, "day", now())?.cameras ?? {}),
    reserve({ camera, cameraName, isAlert, expected }: SpendingWish) {
      const starts = now();
      next = expected;
      const refusal = refusalOf(budget, use, starts, { camera, isAlert, expected, hasOthers });
      if (refusal) {
        tell();
        return { refused: refusalWords(refusal, cameraName) };
      }
      count(starts, camera, expected);
      let isSettled = false;
      return {
        settle(used) {
          if (isSettled) return;
          isSettled = true;
          count(starts, camera, difference(used, expected));
        },
      };
    },
    subscribe: listeners.add,
    async [Symbol.asyncDispose]() {
      turning[Symbol.dispose]();
      await writer[Symbol.asyncDispose]();
    },
  };
}

function perCamera(cameras: BudgetUse[number]["cameras"]): CameraSpending[] {
  return Object.entries(cameras)
    .flatMap(([slug, used]) => (used ? [{ camera: CameraSlug.parse(slug), ...used }] : []))
    .filter(({ requests, tokens, cost }) => requests + tokens + cost > 0)
    .sort((a, b) => b.requests - a.requests);
}

async function readUse({ settings, log }: SpendingParts): Promise<BudgetUse> {
  const stored = await settings.read(KEY);
  const parsed = BudgetUse.safeParse(stored ?? []);
  if (!parsed.success) log.warn({}, "what vision models used up cannot be read and is counted anew");
  return parsed.success ? parsed.data : [];
}

function makeWriter({ settings, clock, log }: SpendingParts, read: () => BudgetUse) {
  const closing = new AbortController();
  let isStale = false;
  let writing: Promise<void> | undefined;

  const write = async () => {
    isStale = false;
    try {
      await settings.write(KEY, read());
    } catch (cause) {
      isStale = true;
      log.warn({ err: cause }, "what vision models used up was not written");
    }
  };
  const writeLater = async () => {
    await clock.sleep(SPENDING_WRITE_MS, closing.signal).catch(() => undefined);
    await write();
    writing = undefined;
    // Counted while it was written.
    if (isStale && !closing.signal.aborted) writing = writeLater();
  };

  return {
    soon() {
      isStale = true;
      if (!closing.signal.aborted) writing ??= writeLater();
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await writing;
      if (isStale) await write();
    },
  };
}

/** Calls when an hour of the local clock is over, and with it maybe a day or a month. */
function watchTurns(clock: Clock, onTurn: () => void): Disposable {
  const closing = new AbortController();
  const watch = async () => {
    let { hour } = windowsAt(clock.now());
    while (!closing.signal.aborted) {
      await clock.sleep(TURN_EVERY_MS, closing.signal).catch(() => undefined);
      const now = windowsAt(clock.now()).hour;
      if (now === hour || closing.signal.aborted) continue;
      hour = now;
      onTurn();
    }
  };
  void watch();
  return { [Symbol.dispose]: () => closing.abort() };
}

function measure(meter: Meter | undefined, lines: ReturnType<Spending["lines"]>): void {
  for (const { window, of, used, limit } of lines) {
    meter?.set("budget_used", used, { window, of });
    if (limit !== undefined) meter?.set("budget_limit", limit, { window, of });
  }
}

const difference = (one: Usage, other: Usage): Usage => ({
  requests: one.requests - other.requests,
  tokens: one.tokens - other.tokens,
  cost: one.cost - other.cost,
});
