import type { CameraId } from "#domain/ids.ts";

const ROOT = "porchlight";

export const ONLINE = "online";
export const OFFLINE = "offline";

/** Where Home Assistant says that it has started: its default, not part of the discovery prefix. */
export const BIRTH_TOPIC = "homeassistant/status";

/** A device of ours in Home Assistant: the box itself, or a camera by its id. */
export type DeviceKey = "hub" | CameraId;

/** Says whether the box is there: `online`, or `offline` as the connection's will. */
export function statusTopic(installId: string): string {
  return `${ROOT}/${installId}/status`;
}

/** Where test alerts go, and come back from: never where true ones do. */
export function alertTestTopic(installId: string): string {
  return `${ROOT}/${installId}/alert_test`;
}

/** Every topic that Home Assistant and we share. Names that people can edit are in none of them. */
export function makeTopics(installId: string, discoveryPrefix: string) {
  const base = `${ROOT}/${installId}`;
  const nodeId = `${ROOT}_${installId}`;
  return {
    status: statusTopic(installId),
    /** A topic of one device: `motion`, `switch/recording`, `image/alert`. */
    leaf: (device: DeviceKey, leaf: string) => `${base}/${device}/${leaf}`,
    /** What identifies a device in Home Assistant's registry. */
    identifier: (device: DeviceKey) => (device === "hub" ? nodeId : `${nodeId}_${device}`),
    uniqueId: (device: DeviceKey, key: string) => `${nodeId}_${device}_${key}`,
    config: (device: DeviceKey) => `${discoveryPrefix}/device/${nodeId}/${device}/config`,
    configFilter: `${discoveryPrefix}/device/${nodeId}/+/config`,
    /** The device of a config topic, as text: it may be one of a camera that is long gone. */
    deviceOf: (configTopic: string) => configTopic.split("/").at(-2) ?? "",
    /** Set once a device's config is out. If it is there and the config is not, somebody deleted the device. */
    announced: (device: string) => `${base}/${device}/announced`,
    announcedFilter: `${base}/+/announced`,
    /** Where we are asked for something: `switch/recording/set`, `mode/set`, `snooze/press`. */
    commandFilters: [`${base}/+/switch/+/set`, `${base}/+/+/set`, `${base}/+/+/press`],
    /** A topic of one device, taken apart: the device as text, it may be anybody's. */
    read: (topic: string) => {
      const [device = "", ...leaf] = topic.slice(base.length + 1).split("/");
      return { device, leaf: leaf.join("/") };
    },
  };
}
export type Topics = ReturnType<typeof makeTopics>;
