import { Failure } from "#domain/failure.ts";
import { CameraId, type CameraSlug } from "#domain/ids.ts";
import { type CameraSwitch, cameraSwitches } from "#domain/switches.ts";
import type { Broker, BrokerMessage } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { House } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import { makeRareLog } from "./rare-log.ts";
import type { Topics } from "./topics.ts";

const PAYLOAD_BYTES_MAX = 16;

export interface SwitchCommand {
  readonly camera: CameraId;
  readonly name: CameraSwitch;
  readonly on: boolean;
}

/** Reads what somebody wants of a switch, or says in a few words why it is not for us. */
export function readCommand({ topic, payload, retained }: BrokerMessage): SwitchCommand | string {
  // Home Assistant never retains commands; one that is replayed at every connection is a mistake of somebody's.
  if (retained) return "retained command";
  const [camera, , word] = topic.split("/").slice(-4);
  const id = CameraId.safeParse(camera);
  const name = cameraSwitches.find((known) => known === word);
  if (!id.success || name === undefined) return "no such switch";
  if (payload.length > PAYLOAD_BYTES_MAX) return "payload too long";
  switch (new TextDecoder().decode(payload)) {
    case "ON":
      return { camera: id.data, name, on: true };
    case "OFF":
      return { camera: id.data, name, on: false };
    default:
      return "payload is neither ON nor OFF";
  }
}

export interface CommandParts {
  readonly house: House;
  readonly broker: Broker;
  readonly topics: Topics;
  readonly clock: Clock;
  readonly log: Logger;
  readonly echo: (camera: CameraSlug, name: CameraSwitch) => void;
}

/** Sets switches as Home Assistant asks, and says each time how the switch stands now. */
export function obeyCommands({ house, broker, topics, clock, log, echo }: CommandParts): Disposable {
  const complain = makeRareLog(log, clock);

  async function obey({ camera: id, name, on }: SwitchCommand): Promise<void> {
    const camera = house.cameras().find((known) => known.id === id);
    if (camera === undefined) return complain({ camera: id }, "command for an unknown camera ignored");
    try {
      await house.setSwitch(camera.slug, name, on);
      log.info({ camera: camera.slug, switch: name, on }, "switch set");
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      log.warn({ camera: camera.slug, switch: name, reason: cause.message }, "switch not set");
    } finally {
      echo(camera.slug, name);
    }
  }

  return broker.subscribe(topics.commandFilter, (message) => {
    const command = readCommand(message);
    if (typeof command === "string") complain({ topic: message.topic, reason: command }, "command ignored");
    else void obey(command);
  });
}
