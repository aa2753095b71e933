import type { Alert } from "#domain/alert.ts";
import { applyGates } from "#domain/alert-gates.ts";
import type { Camera } from "#domain/camera.ts";
import type { Circumstances } from "#domain/circumstances.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId, type CameraSlug } from "#domain/ids.ts";
import { windowNow } from "#domain/time-window.ts";
import type { Alerting } from "#ports/alerting.ts";
import type { Clock } from "#ports/clock.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openPlace } from "./alerting-place.ts";
import { openSenses, type Senses } from "./alerting-senses.ts";
import { openAlertSettings } from "./alerting-settings.ts";
import { openSnoozes } from "./alerting-snoozes.ts";
import { openTold } from "./alerting-told.ts";
import { openEscalation } from "./escalation.ts";
import { openListeners } from "./listeners.ts";
import { openMode } from "./mode.ts";

/** So often it is looked whether a snooze, quiet hours or the wait of an alert are over. */
export const LOOK_MS = 5000;
/** Clips of cameras that are not set up any more: nothing is set for it. */
const NO_CAMERA = CameraId.parse("000000");

export interface AlertingParts {
  readonly cameras: readonly Camera[];
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Missing outside Home Assistant. */
  readonly homeAssistant?: HomeAssistant | undefined;
  isNotificationsOn(camera: CameraSlug): boolean;
  /** An alert is to be told once more, as nobody has said that they saw it. */
  onEscalate(alert: Alert): void;
  /** Tells of something wrong, or (without a sentence) that it is well again. */
  problem(key: string, sentence?: string): void;
}

export interface AlertingKeeper extends Alerting, AsyncDisposable {
  /** Nothing may be recorded, looked at or shown. */
  isPrivate(): boolean;
  /** `undefined` where nobody knows. */
  isAnybodyHome(): boolean | undefined;
  /** Entity ids of Home Assistant. */
  atHome(): readonly string[];
}

/** The one owner of when alerts are told. What is stored is in force when this has resolved. */
export async function openAlerting(parts: AlertingParts): Promise<AlertingKeeper> {
  const memory = await openMemory(parts);
  const { settings, mode, snoozes, told, escalation } = memory;
  const listeners = openListeners<void>((cause) =>
    parts.log.error({ err: cause }, "alerting listener failed"),
  );
  const changed = () => listeners.tell();
  const senses = openSenses({
    homeAssistant: parts.homeAssistant,
    problem: parts.problem,
    onChange: () => {
      mode.follow(settings.now(), senses);
      changed();
    },
  });
  const circumstances = (camera: CameraSlug) => circumstancesOf(camera, parts, memory, senses);
  const look = makeLook(parts, memory, senses, circumstances);
  const takeUp = () => {
    senses.watch(settings.now());
    mode.follow(settings.now(), senses);
  };
  takeUp();
  const looking = openLooking(parts.clock, () => {
    if (look()) changed();
  });

  return {
    settings: settings.now,
    async save(wish, basedOn) {
      const saved = await settings.save(wish, basedOn);
      takeUp();
      look();
      changed();
      return saved;
    },
    mode: mode.now,
    setMode: (wanted) => inForce(mode.set(wanted), changed),
    snoozes: snoozes.now,
    snooze: (camera, untilMs) => inForce(snoozes.set(camera, untilMs), changed),
    async acknowledge(alert) {
      const wasOpen = await escalation.acknowledge(alert);
      if (wasOpen) changed();
      return wasOpen;
    },
    open: escalation.open,
    circumstances,
    told(alert) {
      told.told(idOf(parts.cameras, alert.camera_name), alert);
      if (escalation.told(alert, settings.now())) changed();
    },
    subscribe: listeners.add,
    isPrivate: () => mode.now() === "privacy",
    isAnybodyHome: senses.isAnybodyHome,
    atHome: senses.atHome,
    async [Symbol.asyncDispose]() {
      senses[Symbol.dispose]();
      await looking[Symbol.asyncDispose]();
      for (const kept of Object.values(memory)) await kept.settled();
    },
  };
}

/** All that is kept over restarts. */
async function openMemory(parts: AlertingParts) {
  return {
    settings: await openAlertSettings(parts),
    mode: await openMode(parts),
    snoozes: await openSnoozes(parts),
    told: await openTold(parts),
    escalation: await openEscalation(parts),
    place: await openPlace(parts.homeAssistant, parts),
  };
}
type Memory = Awaited<ReturnType<typeof openMemory>>;

function circumstancesOf(
  slug: CameraSlug,
  { cameras, clock, isNotificationsOn }: AlertingParts,
  { settings, mode, place, snoozes, told }: Memory,
  senses: Senses,
): Circumstances {
  const camera = idOf(cameras, slug);
  const snoozed = snoozes.now();
  return {
    nowMs: clock.now(),
    camera,
    settings: settings.now(),
    mode: mode.now(),
    isAnybodyHome: senses.isAnybodyHome(),
    place: place.now(),
    snoozedUntilMs: { house: snoozed.house, camera: snoozed.cameras.get(slug) },
    isNotificationsOn: isNotificationsOn(slug),
    template: senses.template(),
    lastTold: told.of(camera),
  };
}

/** Tells again what is due, and says whether anything that others show is another by now. */
function makeLook(
  { clock, onEscalate }: AlertingParts,
  { settings, place, snoozes, escalation }: Memory,
  senses: Senses,
  circumstances: (camera: CameraSlug) => Circumstances,
): () => boolean {
  /** It rings anew, so all that keeps an alert back does, but the pause that it or a later one began. */
  const isWanted = ({ alert_id, camera_name, risk_level: risk, notify_reason }: Alert) => {
    const now = { ...circumstances(camera_name), lastTold: undefined };
    const wish = { notify: true, notify_reason, explanation: "" };
    return applyGates(wish, { alert: alert_id, risk, isLive: false }, now).notify;
  };
  const standingNow = () => {
    const { house, cameras } = snoozes.now();
    const { kind } = windowNow(settings.now().quiet_hours, clock.now(), place.now());
    return JSON.stringify([house, [...cameras], kind, senses.isAnybodyHome(), senses.template()]);
  };
  let standing = standingNow();

  return () => {
    place.look(settings.now());
    const { alert, isChanged } = escalation.look(settings.now(), isWanted);
    if (alert) onEscalate(alert);
    const before = standing;
    standing = standingNow();
    return isChanged || before !== standing;
  };
}

function openLooking(clock: Clock, look: () => void): AsyncDisposable {
  const closing = new AbortController();
  const watch = async () => {
    while (!closing.signal.aborted) {
      await clock.sleep(LOOK_MS, closing.signal).catch(() => undefined);
      if (!closing.signal.aborted) look();
    }
  };
  const ended = watch();
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await ended;
    },
  };
}

function idOf(cameras: readonly Camera[], slug: CameraSlug): CameraId {
  return cameras.find((camera) => camera.slug === slug)?.id ?? NO_CAMERA;
}

/** It holds at once, whether or not it can be kept: whoever wants privacy has it before the disk has answered. */
async function inForce(keeping: Promise<void>, changed: () => void): Promise<void> {
  changed();
  try {
    await keeping;
  } catch (cause) {
    if (cause instanceof Failure && cause.kind === "rejected") throw cause;
    throw new Failure("unavailable", NOT_KEPT, { cause });
  }
}

const NOT_KEPT =
  "It holds now, but could not be written down, and is forgotten at the next start. Look at what else is wrong, and set it again.";
