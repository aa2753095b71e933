import { vi } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import type { HomeParts } from "#home/home.ts";
import { PACE } from "#home/pace.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { type HomeBench, openHomeBench } from "#test/home-bench.ts";
import { type Mosquitto, openMosquitto } from "#test/servers/mosquitto.ts";
import { type Hass, openHass } from "./hass.ts";
import { type Device, registryOf, type State } from "./registry.ts";

/** Set by `script/conformance`: a folder to chroot into, with Home Assistant in `/ha`. */
const root = process.env["HOME_ASSISTANT_ROOT"];
export const hasHomeAssistant = root !== undefined;

export const STEP_MS = 300_000;
const PATIENT = { timeout: 90_000, interval: 250 };

export const FRONT = CameraSlug.parse("front_door");
export const HOSTILE = `O'Brien's "{{ states('sun.sun') }}" 🏡 <b>yard</b>`;

/** What Home Assistant says by itself: of a broker that we stopped, of its own empty payloads, of what somebody deleted. */
const EXPECTED =
  /The connection was lost|No device components to cleanup|was removed from Home Assistant, it will be/;

/** A real broker, a real Home Assistant, our own `home` with a fake house. */
export function makeStage(parts: Pick<HomeParts, "controls" | "homeAssistant"> = {}) {
  const { settings } = fakeStore();
  const house = makeFakeHouse(["Front door", HOSTILE, "Motion"]);
  let opened: { readonly mosquitto: Mosquitto; readonly hass: Hass; bench: HomeBench } | undefined;

  const now = () => {
    if (opened === undefined) throw new Error("not open");
    return opened;
  };
  const registry = () => registryOf(now().hass);

  return {
    house,
    registry,
    hass: () => now().hass,
    mosquitto: () => now().mosquitto,
    home: () => now().bench.home,
    config: (device: string) => now().bench.config(device),
    async open(): Promise<void> {
      const mosquitto = await openMosquitto({ persistent: true });
      const hass = await openHass(root ?? "", mosquitto.port);
      const bench = await openHomeBench(mosquitto, house, { ...parts, settings, pace: PACE });
      opened = { mosquitto, hass, bench };
    },
    async close(): Promise<void> {
      await opened?.bench[Symbol.asyncDispose]();
      await opened?.hass[Symbol.asyncDispose]();
      await opened?.mosquitto[Symbol.asyncDispose]();
    },
    async stopPorchlight(): Promise<void> {
      await now().bench[Symbol.asyncDispose]();
    },
    /** The same box again, with other options. */
    async restartPorchlight(objects: readonly string[]): Promise<void> {
      await now().bench[Symbol.asyncDispose]();
      now().bench = await openHomeBench(now().mosquitto, house, {
        ...parts,
        settings,
        pace: PACE,
        objects,
      });
    },
    eventually: (check: () => Promise<void>) => vi.waitFor(check, PATIENT),
    state: async (id: string): Promise<State | undefined> => (await registry().states()).get(id),
    async deviceNames(): Promise<readonly string[]> {
      return (await registry().devices()).map(({ name }) => String(name)).sort(byText);
    },
    async deviceNamed(name: string): Promise<Device> {
      const device = (await registry().devices()).find((known) => known.name === name);
      if (device === undefined) throw new Error(`no device ${name}`);
      return device;
    },
    /** Those that are switched on: Home Assistant keeps the others in its registry when they are buried. */
    async entityIdsOf({ id }: Device): Promise<readonly string[]> {
      const entities = await registry().entities();
      return entities
        .filter(({ device_id, disabled_by }) => device_id === id && disabled_by === null)
        .map(({ entity_id }) => entity_id)
        .sort(byText);
    },
    complaints: () => complaintsOf(now().hass),
  };
}

/** Warnings and errors of Home Assistant about us. */
export function complaintsOf(hass: Hass): readonly string[] {
  const lines = hass.log().split("\n");
  return lines
    .filter((line) =>
      /(WARNING|ERROR).*\[homeassistant\.(components\.(mqtt|config|automation|mobile_app)|helpers)/.test(
        line,
      ),
    )
    .filter((line) => !EXPECTED.test(line));
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
