import { Failure, failureMessage } from "#domain/failure.ts";
import type { Broker, BrokerMessage } from "#ports/broker.ts";
import type { CameraView, House } from "#ports/house.ts";
import type { Logger } from "#ports/logger.ts";
import { type Command, type CommandParts, cameraCommands, hubCommands } from "./command-table.ts";
import { makeRareLog } from "./rare-log.ts";
import type { DeviceKey, Topics } from "./topics.ts";

/** A note may be a long message: it is cut, but only up to here. */
const PAYLOAD_BYTES_MAX = 4096;

export interface ObeyParts extends CommandParts {
  readonly broker: Broker;
  readonly topics: Topics;
  readonly log: Logger;
  /** Says a state again, also if it did not change. */
  readonly echo: (device: DeviceKey, leaf: string) => void;
}

/** Does what Home Assistant asks, and says each time how it stands now. */
export function obeyCommands(parts: ObeyParts): Disposable {
  const { house, broker, topics, clock, log, echo } = parts;
  const complain = makeRareLog(log, clock);
  const ofHub = byLeaf(hubCommands(parts));
  const ofCameras = byLeaf(cameraCommands(parts));

  async function obey(ask: Ask): Promise<void> {
    const { camera, command, run } = ask;
    const fields = { camera: camera?.slug, command: command.leaf };
    try {
      await run();
      log.info({ ...fields, ...ask.told }, "command obeyed");
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      log.warn({ ...fields, reason: failureMessage(cause) }, "command refused");
    } finally {
      if (command.shows !== undefined) echo(camera?.id ?? "hub", command.shows);
    }
  }

  function hear(message: BrokerMessage): void {
    const ask = readAsk(message, topics, house, { hub: ofHub, camera: ofCameras });
    if (typeof ask === "string") complain({ topic: message.topic, reason: ask }, "command ignored");
    else void obey(ask);
  }

  const listening = new DisposableStack();
  for (const filter of topics.commandFilters) listening.use(broker.subscribe(filter, hear));
  return listening;
}

/** One command with all that it takes to obey it. */
interface Ask {
  readonly camera: CameraView | undefined;
  readonly command: Command<undefined> | Command<CameraView>;
  readonly run: () => Promise<void>;
  /** For the log. */
  readonly told: object;
}

interface Tables {
  readonly hub: ReadonlyMap<string, Command<undefined>>;
  readonly camera: ReadonlyMap<string, Command<CameraView>>;
}

/** Reads what somebody wants, or says in a few words why it is not for us. */
function readAsk(
  { topic, payload, retained }: BrokerMessage,
  topics: Topics,
  house: House,
  tables: Tables,
): Ask | string {
  // Home Assistant never retains commands; one that is replayed at every connection is a mistake of somebody's.
  if (retained) return "retained command";
  if (payload.length > PAYLOAD_BYTES_MAX) return "payload too long";
  const text = new TextDecoder().decode(payload);
  const { device, leaf } = topics.read(topic);
  if (device === "hub") return askOf(tables.hub.get(leaf), undefined, text);
  const camera = house.cameras().find(({ id }) => id === device);
  return camera === undefined ? "no such camera" : askOf(tables.camera.get(leaf), camera, text);
}

function askOf<Target extends CameraView | undefined>(
  command: Command<Target> | undefined,
  target: Target,
  text: string,
): Ask | string {
  if (command === undefined) return "no such command";
  const read = command.read(text, target);
  // A command of the hub has no camera, and one of a camera has: `Target` says so in both places.
  return read === undefined
    ? "payload not understood"
    : { camera: target, command: command as Ask["command"], ...read };
}

function byLeaf<Target>(commands: readonly Command<Target>[]): ReadonlyMap<string, Command<Target>> {
  return new Map(commands.map((command) => [command.leaf, command]));
}
