import { z } from "zod";
import { type AlertSettings, CameraAlerting, COOLDOWN_MAX_S, HouseMode } from "#domain/alert-settings.ts";
import { Failure } from "#domain/failure.ts";
import { cameraSwitches } from "#domain/switches.ts";
import type { Alerting } from "#ports/alerting.ts";
import type { Clock } from "#ports/clock.ts";
import type { CameraView, House } from "#ports/house.ts";
import { SNOOZE_MINUTES_MAX, SNOOZE_MINUTES_MIN } from "./control-entities.ts";
import type { Controls } from "./controls.ts";
import { setContext, tellNote } from "./household.ts";
import { TEST_BUTTON } from "./hub-entities.ts";

/** Somebody else may save at the same moment; then we look again. */
const SAVES_MAX = 3;
const MINUTE_MS = 60_000;

/** What Home Assistant's button says. */
const Press = z.literal("PRESS");
const OnOff = z.enum(["ON", "OFF"]).transform((text) => text === "ON");
const Text = z.string();
const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,6}(\.0+)?$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max));

/** Something that can be asked of a device: where, in what words, and what is done. */
export interface Command<Target> {
  /** Below the device's topics. */
  readonly leaf: string;
  /** The state that answers it. */
  readonly shows: string | undefined;
  /** `undefined` where the payload is none of its words. */
  read(
    payload: string,
    target: Target,
  ): { readonly run: () => Promise<void>; readonly told: object } | undefined;
}

export interface CommandParts {
  readonly house: House;
  readonly clock: Clock;
  readonly controls: Controls;
  readonly testAlerts: () => void;
}

export function hubCommands(parts: CommandParts): readonly Command<undefined>[] {
  const { clock, testAlerts } = parts;
  const { alerting, ai, household } = parts.controls;
  return [
    command(TEST_BUTTON, undefined, Press, async () => testAlerts()),
    ...(alerting === undefined
      ? []
      : [
          command("mode/set", "mode", HouseMode, (mode) => alerting.setMode(mode)),
          command("snooze/press", "snooze", Press, () => alerting.snooze(undefined, endOf(alerting, clock))),
          command("resume/press", "snooze", Press, () => resumeAll(alerting)),
          command(
            "snooze_minutes/set",
            "snooze_minutes",
            whole(SNOOZE_MINUTES_MIN, SNOOZE_MINUTES_MAX),
            (minutes) => edit(alerting, (settings) => ({ ...settings, snooze_minutes: minutes })),
          ),
        ]),
    ...(ai === undefined
      ? []
      : [command("switch/analysis/set", "switch/analysis", OnOff, (on) => ai.analysis.set(on))]),
    ...(household === undefined
      ? []
      : [
          words("household/set", "household", (text) => setContext(household, text)),
          words("note/set", "household", (text) => tellNote(household, text, clock.now())),
        ]),
  ];
}

export function cameraCommands({ house, clock, controls }: CommandParts): readonly Command<CameraView>[] {
  const { alerting } = controls;
  return [
    ...cameraSwitches.map((name) =>
      command(`switch/${name}/set`, `switch/${name}`, OnOff, (on, { slug }: CameraView) =>
        house.setSwitch(slug, name, on),
      ),
    ),
    ...(alerting === undefined
      ? []
      : [
          command("snooze/press", "snooze", Press, (_, { slug }: CameraView) =>
            alerting.snooze(slug, endOf(alerting, clock)),
          ),
          command("resume/press", "snooze", Press, (_, { slug }: CameraView) =>
            alerting.snooze(slug, undefined),
          ),
          command("cooldown/set", "cooldown", whole(0, COOLDOWN_MAX_S), (seconds, { id }: CameraView) =>
            edit(alerting, (settings) => {
              const before = CameraAlerting.parse(settings.cameras[id] ?? {});
              return {
                ...settings,
                cameras: { ...settings.cameras, [id]: { ...before, cooldown_s: seconds } },
              };
            }),
          ),
        ]),
  ];
}

function command<Value, Target>(
  leaf: string,
  shows: string | undefined,
  payload: z.ZodType<Value>,
  run: (value: Value, target: Target) => Promise<void>,
): Command<Target> {
  return {
    leaf,
    shows,
    read(text, target) {
      const value = payload.safeParse(text);
      return value.success ? { run: () => run(value.data, target), told: { value: value.data } } : undefined;
    },
  };
}

/** What the owner writes is nobody's business: it is not in the log. */
function words(leaf: string, shows: string, run: (text: string) => Promise<void>): Command<undefined> {
  const spoken = command<string, undefined>(leaf, shows, Text, run);
  return {
    ...spoken,
    read(text, target) {
      const read = spoken.read(text, target);
      return read && { ...read, told: {} };
    },
  };
}

function endOf(alerting: Alerting, clock: Clock): number {
  return clock.now() + alerting.settings().snooze_minutes * MINUTE_MS;
}

/** Whoever wants to hear of the house again means all of it. */
async function resumeAll(alerting: Alerting): Promise<void> {
  const cameras = [...alerting.snoozes().cameras.keys()];
  await alerting.snooze(undefined, undefined);
  for (const camera of cameras) await alerting.snooze(camera, undefined);
}

async function edit(alerting: Alerting, change: (settings: AlertSettings) => AlertSettings): Promise<void> {
  for (let save = 1; ; save += 1) {
    const { version, ...wish } = change(alerting.settings());
    try {
      await alerting.save(wish, version);
      return;
    } catch (cause) {
      const isOutrun = cause instanceof Failure && cause.kind === "rejected";
      if (!isOutrun || save >= SAVES_MAX) throw cause;
    }
  }
}
