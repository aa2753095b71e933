import type { z } from "zod";
import type { Alert } from "#domain/alert.ts";
import { phones } from "#plugins/notifiers/phones.ts";
import type { PhoneSettings } from "#plugins/notifiers/settings.ts";
import type { ActionCall } from "#ports/home-assistant.ts";
import type { Notifier } from "#ports/notifier.ts";
import type { NotifierContext, NotifierMemory } from "#ports/plugin.ts";
import { type ManualClock, makeManualClock } from "./fakes/clock.ts";
import {
  type FakeHomeAssistant,
  type FakeHomeAssistantOptions,
  makeFakeHomeAssistant,
} from "./fakes/home-assistant.ts";
import { makeContext, type TestContext } from "./plugin-context.ts";

export const PIXEL = "mobile_app_pixel_9";
export const IPHONE = "mobile_app_alices_iphone";

export interface PhonesBench extends AsyncDisposable {
  readonly notifier: Notifier & Required<Pick<Notifier, "test" | "remark">>;
  readonly homeAssistant: FakeHomeAssistant;
  readonly context: TestContext;
  readonly clock: ManualClock;
  /** What one `notify` action was asked for, oldest first. */
  pushes(action: string): readonly Push[];
}

export interface Push {
  readonly title: unknown;
  readonly message: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  /** Whether a phone that shows the notification already would sound. */
  readonly isLoud: boolean;
}

export interface PhonesWish {
  readonly settings?: z.input<typeof PhoneSettings>;
  readonly house?: FakeHomeAssistantOptions;
  readonly context?: Partial<NotifierContext>;
}

/** The notifier with a Home Assistant in memory that knows two phones. */
export async function openPhonesBench(wish: PhonesWish = {}): Promise<PhonesBench> {
  const homeAssistant = makeFakeHomeAssistant({
    services: { notify: [PIXEL, IPHONE, "telegram", "send_message"], persistent_notification: ["create"] },
    ...wish.house,
  });
  homeAssistant.answerCommand("get_config", { state: "RUNNING" });
  const clock = makeManualClock();
  const context = { ...makeContext("/nowhere"), clock };
  const notifier = await phones.open(phones.config.parse(wish.settings ?? {}), {
    ...context,
    homeAssistant,
    appPath: "/app/a1b2c3_porchlight",
    ...wish.context,
  });
  const { test, remark } = notifier;
  if (test === undefined || remark === undefined) throw new Error("it can do less than it should");
  return {
    notifier: { ...notifier, test, remark },
    homeAssistant,
    context,
    clock,
    pushes: (action) => homeAssistant.calls.filter((call) => call.action === action).map(pushOf),
    async [Symbol.asyncDispose]() {
      await notifier[Symbol.asyncDispose]();
      await homeAssistant[Symbol.asyncDispose]();
    },
  };
}

/** Remembers as the store does: as JSON. */
export function makeMemory(): NotifierMemory & { stored: unknown } {
  const memory = {
    stored: undefined as unknown,
    read: async () => memory.stored,
    async write(value: unknown) {
      memory.stored = JSON.parse(JSON.stringify(value));
    },
  };
  return memory;
}

/** The steps of one happening, as the pipeline tells them. */
export function storyOf(first: Alert) {
  return {
    detected: { ...first, phase: "detected", summary: "Person at Front door." },
    confirmed: { ...first, phase: "confirmed", summary: "Person at Front door for 12 s." },
    described: {
      ...first,
      phase: "described",
      risk_level: "low",
      title: "Parcel left at the door",
      summary: "A courier left a parcel at the door.",
    },
  } as const satisfies Record<string, Alert>;
}

function pushOf({ data }: ActionCall): Push {
  const inner = (data["data"] ?? {}) as Record<string, unknown>;
  const push = inner["push"] as Record<string, unknown> | undefined;
  const isLoud = inner["alert_once"] === false && push?.["interruption-level"] !== "passive";
  return { title: data["title"], message: data["message"], data: inner, isLoud };
}
