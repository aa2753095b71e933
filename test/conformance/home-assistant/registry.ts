import { z } from "zod";
import type { Hass } from "./hass.ts";

const Device = z.object({
  id: z.string(),
  identifiers: z.array(z.tuple([z.string(), z.string()])),
  name: z.string().nullable(),
  model: z.string().nullable(),
  manufacturer: z.string().nullable(),
  sw_version: z.string().nullable(),
  via_device_id: z.string().nullable(),
});
export type Device = z.output<typeof Device>;

const Entity = z.object({
  entity_id: z.string(),
  unique_id: z.union([z.string(), z.number()]),
  original_name: z.string().nullable(),
  device_id: z.string().nullable(),
  platform: z.string(),
  entity_category: z.string().nullable(),
  disabled_by: z.string().nullable(),
});
export type Entity = z.output<typeof Entity>;

const State = z.object({
  entity_id: z.string(),
  state: z.string(),
  attributes: z.record(z.string(), z.unknown()),
});
export type State = z.output<typeof State>;

/** What Home Assistant knows of MQTT devices now. */
export function registryOf(hass: Hass) {
  return {
    async devices(): Promise<readonly Device[]> {
      const devices = z.array(Device).parse(await hass.call("config/device_registry/list"));
      return devices.filter(({ identifiers }) => identifiers.some(([domain]) => domain === "mqtt"));
    },
    async entities(): Promise<readonly Entity[]> {
      const entities = z.array(Entity).parse(await hass.call("config/entity_registry/list"));
      return entities.filter(({ platform }) => platform === "mqtt");
    },
    async states(): Promise<ReadonlyMap<string, State>> {
      const states = z.array(State).parse(await hass.call("get_states"));
      return new Map(states.map((state) => [state.entity_id, state]));
    },
    async deleteDevice({ id }: Device): Promise<void> {
      await hass.call("config/device_registry/remove", { device_id: id });
    },
  };
}
