import { expect, vi } from "vitest";
import type { Home, HomeParts } from "#home/home.ts";
import { openHome } from "#home/home.ts";
import { readInstallId } from "#home/install-id.ts";
import type { Pace } from "#home/pace.ts";
import { OFFLINE, statusTopic } from "#home/topics.ts";
import { systemClock } from "#platform/clock.ts";
import { openBroker } from "#platform/mqtt.ts";
import type { Broker } from "#ports/broker.ts";
import type { SettingStore } from "#ports/state-store.ts";
import type { FakeHouse } from "./fakes/house.ts";
import { type LogLine, makeLogger } from "./fakes/logger.ts";
import { fakeStore } from "./fakes/store.ts";

export const PATIENT = { timeout: 40_000, interval: 20 };
const running = new AbortController().signal;

/** Short, but long enough to be told from nothing. */
const QUICK: Pace = {
  readBackMs: 400,
  betweenConfigsMs: 60,
  afterTombstoneMs: 120,
  afterBirthMs: 60,
  afterBirthJitterMs: 20,
};

export interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly bytes: number;
}

export interface HomeBench extends AsyncDisposable {
  readonly home: Home;
  readonly broker: Broker;
  readonly settings: SettingStore;
  readonly lines: readonly LogLine[];
  /** `porchlight/{install id}` */
  readonly base: string;
  readonly nodeId: string;
  /** `…/config` of a device. */
  config(device: string): string;
  /** Says that the process ended without a goodbye. */
  die(): Promise<void>;
}

/** The real thing on a real broker, with a fake house. The same `settings` again is a restart. */
export async function openHomeBench(
  at: { readonly host: string; readonly port: number },
  house: FakeHouse,
  {
    settings = fakeStore().settings,
    objects = ["person", "vehicle", "animal"],
    pace = {},
    testAlerts = () => undefined,
    backoff = { minMs: 20, maxMs: 200 },
    ...rest
  }: Pick<HomeParts, "controls" | "homeAssistant"> & {
    settings?: SettingStore;
    objects?: readonly string[];
    pace?: Partial<Pace>;
    testAlerts?: () => void;
    backoff?: { readonly minMs: number; readonly maxMs: number };
  } = {},
): Promise<HomeBench> {
  const lines: LogLine[] = [];
  const log = makeLogger(lines);
  const installId = await readInstallId(settings);
  const stop = new AbortController();
  const broker = openBroker({
    find: async () => ({ ...at, tls: false }),
    will: { topic: statusTopic(installId), payload: OFFLINE },
    log,
    clock: systemClock,
    onProblem: () => undefined,
    backoff,
  });
  const home = await openHome(
    {
      house,
      broker,
      settings,
      clock: systemClock,
      log,
      discoveryPrefix: "homeassistant",
      version: "1.2.3",
      objectsOf: () => objects,
      testAlerts,
      ...rest,
      pace: { ...QUICK, ...pace },
    },
    stop.signal,
  );
  return {
    home,
    broker,
    settings,
    lines,
    base: `porchlight/${installId}`,
    nodeId: `porchlight_${installId}`,
    config: (device) => `homeassistant/device/porchlight_${installId}/${device}/config`,
    async die() {
      stop.abort();
      await broker[Symbol.asyncDispose]();
    },
    async [Symbol.asyncDispose]() {
      await home[Symbol.asyncDispose]();
      await broker[Symbol.asyncDispose]();
    },
  };
}

export interface Witness extends AsyncDisposable {
  /** Every message since this witness connected, oldest first; retained ones from before are not here. */
  readonly heard: readonly Heard[];
  /** The last text on each topic, retained ones from before included. */
  readonly last: ReadonlyMap<string, string>;
  say(topic: string, payload: string | Uint8Array, retain?: boolean): Promise<void>;
}

/** Somebody else on the broker who hears everything: what Home Assistant would hear. */
export async function openWitness(at: { readonly host: string; readonly port: number }): Promise<Witness> {
  const heard: Heard[] = [];
  const last = new Map<string, string>();
  const broker = openBroker({
    find: async () => ({ ...at, tls: false }),
    will: { topic: "witness/status", payload: OFFLINE },
    log: makeLogger(),
    clock: systemClock,
    onProblem: () => undefined,
    backoff: { minMs: 20, maxMs: 200 },
  });
  broker.subscribe("#", ({ topic, payload, retained }) => {
    const text = new TextDecoder().decode(payload);
    if (payload.length === 0) last.delete(topic);
    else last.set(topic, text);
    if (!retained) heard.push({ topic, text, bytes: payload.length });
  });
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);
  return {
    heard,
    last,
    say: (topic, payload, retain = false) => broker.publish({ topic, payload, retain }, running),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}
