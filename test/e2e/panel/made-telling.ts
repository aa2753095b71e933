import { budgetWindows } from "#domain/budget.ts";
import type { Camera } from "#domain/camera.ts";
import { Failure } from "#domain/failure.ts";
import { type AlertingKeeper, openAlerting } from "#house/alerting.ts";
import { type BriefingKeeper, openBriefings } from "#house/briefings.ts";
import { systemClock } from "#platform/clock.ts";
import type { NotifierState, Notifiers } from "#ports/notifiers.ts";
import type { AnalyzerHealth, Spending } from "#ports/spending.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { type FakeHomeAssistant, makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { keptLog } from "#test/fakes/silent-log.ts";

/** What decides about telling and describing, over a Home Assistant that is made up. */
export interface MadeTelling {
  readonly alerting: AlertingKeeper;
  readonly briefings: BriefingKeeper;
  readonly homeAssistant: FakeHomeAssistant;
  readonly notifiers: Notifiers;
  readonly spending: Spending;
  analyzers(): readonly AnalyzerHealth[];
}

export async function openTelling(
  stack: AsyncDisposableStack,
  cameras: readonly Camera[],
  settings: SettingStore,
): Promise<MadeTelling> {
  const homeAssistant = stack.use(
    makeFakeHomeAssistant({ states: { "person.anna": "home", "person.ben": "not_home" } }),
  );
  const house = { cameras, settings, clock: systemClock, log: keptLog() };
  const alerting = stack.use(
    await openAlerting({
      ...house,
      homeAssistant,
      isNotificationsOn: () => true,
      onEscalate: () => undefined,
      problem: () => undefined,
    }),
  );
  const briefings = stack.use(await openBriefings(house));
  const [busy, quiet] = cameras;
  return {
    alerting,
    briefings,
    homeAssistant,
    notifiers: madeNotifiers(),
    spending: madeSpending(busy, quiet),
    analyzers: () => [
      { name: "openai, gpt-4o-mini", state: "well", reason: undefined, nextTryMs: undefined },
      {
        name: "openai, qwen2.5-vl",
        state: "resting",
        reason: "It failed 3 times in a row: ollama.local does not answer.",
        nextTryMs: Date.now() + 600_000,
      },
    ],
  };
}

/** Three that work, one of which cannot be tried, and a mail server that knows another password. */
function madeNotifiers(): Notifiers {
  const refusal = "The mail server knows no such log-in. Correct username and password.";
  let mail: Partial<NotifierState> = { trouble: refusal, waiting: 2 };
  let toldAtMs = Date.now() - 3_600_000;
  return {
    list: () => [
      { ...aNotifier("mqtt", "MQTT"), canTest: false, lastToldAtMs: Date.now() - 3_600_000 },
      { ...aNotifier("phones", "Phones"), lastToldAtMs: toldAtMs },
      { ...aNotifier("email", "E-mail to alice@example.org"), ...mail },
    ],
    async test(name) {
      if (name === "phones") toldAtMs = Date.now();
      else {
        mail = { trouble: refusal, waiting: 2 };
        throw new Failure("rejected", refusal);
      }
    },
  };
}

function aNotifier(name: string, title: string): NotifierState {
  return { name, title, canTest: true, lastToldAtMs: undefined, trouble: undefined, waiting: 0 };
}

/** A day that nears its limit, at one camera above all. */
function madeSpending(busy: Camera | undefined, quiet: Camera | undefined): Spending {
  const none = budgetWindows.flatMap((window) =>
    (["requests", "tokens", "cost"] as const).map((of) => ({ window, of, used: 0, limit: undefined })),
  );
  const used = [
    { window: "day", of: "requests", used: 172, limit: 200 },
    { window: "month", of: "requests", used: 1810, limit: 4000 },
    { window: "month", of: "cost", used: 5, limit: 5 },
  ] as const;
  const isUsed = (window: string, of: string): boolean =>
    used.some((line) => line.window === window && line.of === of);
  return {
    lines: () => [...none.filter(({ window, of }) => !isUsed(window, of)), ...used],
    perCamera: () => [
      ...(busy ? [{ camera: busy.slug, requests: 140, tokens: 590_000, cost: 0.21 }] : []),
      ...(quiet ? [{ camera: quiet.slug, requests: 32, tokens: 121_000, cost: 0.05 }] : []),
    ],
    today: () => ({ requests: 172, tokens: 711_000, cost: 0.26 }),
    warning: () =>
      "Vision models have used 80 % of today's 200 requests. At the limit, until midnight, clips are described from what the detector saw.",
    subscribe: () => ({ [Symbol.dispose]: () => undefined }),
  };
}
