import { z } from "zod";
import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { HomeAssistant } from "#ports/home-assistant.ts";
import type { Logger } from "#ports/logger.ts";
import type { Device } from "./devices.ts";
import type { Topics } from "./topics.ts";

/** Home Assistant is still reading what we announced, tombstones among it. */
const PAUSE_MS = 10_000;
/** In one round; the next connection takes the next. */
const REMOVED_MAX = 50;

const Entry = z.object({ entity_id: z.string(), platform: z.string(), unique_id: z.string() });
const Entries = z.array(z.unknown());
/** What Home Assistant shows for an entry that nothing has provided since its start. */
const Restored = z.object({
  entity_id: z.string(),
  state: z.literal("unavailable"),
  attributes: z.object({ restored: z.literal(true) }),
});

export interface OrphanParts {
  readonly homeAssistant: Pick<HomeAssistant, "connected" | "command" | "onConnected">;
  readonly topics: Pick<Topics, "identifier">;
  /** The devices as they are announced now. */
  readonly devices: () => readonly Device[];
  readonly clock: Pick<Clock, "sleep">;
  readonly log: Logger;
}

/**
 * Takes entities out of Home Assistant's registry that were ours and are no more: a tombstone is lost where Home
 * Assistant did not run when it was sent. Others' boxes are told by their install id, and are left alone.
 *
 * Never one that lives: Home Assistant (2026.2) then empties the config of its whole device, and all of it is gone.
 */
export interface Orphans extends AsyncDisposable {
  /** All that there is was announced, and all that is gone was buried. */
  announced(): void;
}

export function openOrphans(parts: OrphanParts): Orphans {
  const { homeAssistant, clock, log } = parts;
  const stop = new AbortController();
  let isComplete = false;
  let isWanted = false;
  let working: Promise<void> | undefined;

  function want(): void {
    if (!isComplete || !homeAssistant.connected || stop.signal.aborted) return;
    isWanted = true;
    working ??= work();
  }

  async function work(): Promise<void> {
    try {
      while (isWanted) {
        await clock.sleep(PAUSE_MS, stop.signal);
        isWanted = false;
        await removeOrphans(parts, stop.signal);
      }
    } catch (cause) {
      if (!stop.signal.aborted) {
        if (!(cause instanceof Failure)) throw cause;
        log.debug({ reason: cause.message }, "orphaned entities not looked for");
      }
    } finally {
      isWanted = false;
      working = undefined;
    }
  }

  const greeting = homeAssistant.onConnected(want);
  return {
    announced() {
      isComplete = true;
      want();
    },
    async [Symbol.asyncDispose]() {
      greeting[Symbol.dispose]();
      stop.abort();
      await working;
    },
  };
}

async function removeOrphans(
  { homeAssistant, topics, devices, log }: OrphanParts,
  signal: AbortSignal,
): Promise<void> {
  const listed = Entries.safeParse(
    await homeAssistant.command({ type: "config/entity_registry/list" }, signal),
  );
  if (!listed.success) throw new Failure("unavailable", "Home Assistant's registry makes no sense.");
  const wanted = keysOf(devices());
  // Nothing announced is a house that we do not know, and no reason to clear it.
  if (wanted.size === 0) return;
  const prefix = `${topics.identifier("hub")}_`;
  const orphans = listed.data.flatMap((entry) => {
    const { data } = Entry.safeParse(entry);
    if (data?.platform !== "mqtt" || !data.unique_id.startsWith(prefix)) return [];
    return wanted.has(keyOf(data.entity_id.split(".", 1)[0] ?? "", data.unique_id)) ? [] : [data.entity_id];
  });
  if (orphans.length === 0) return;
  const lifeless = await lifelessOf(homeAssistant, orphans, signal);
  if (lifeless.length === 0) return;
  const removed: string[] = [];
  for (const entityId of lifeless.slice(0, REMOVED_MAX)) {
    if (await remove(homeAssistant, entityId, signal)) removed.push(entityId);
  }
  log.info(
    { removed, left: lifeless.length - removed.length },
    "orphaned entities taken out of home assistant",
  );
}

async function lifelessOf(
  homeAssistant: OrphanParts["homeAssistant"],
  orphans: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const states = Entries.safeParse(await homeAssistant.command({ type: "get_states" }, signal));
  const restored = new Set(states.data?.map((state) => Restored.safeParse(state).data?.entity_id));
  return orphans.filter((entityId) => restored.has(entityId));
}

/** False where Home Assistant does not have it any more, or does not let us. */
async function remove(
  homeAssistant: OrphanParts["homeAssistant"],
  entityId: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await homeAssistant.command({ type: "config/entity_registry/remove", entity_id: entityId }, signal);
    return true;
  } catch (cause) {
    if (cause instanceof Failure && cause.kind === "rejected") return false;
    throw cause;
  }
}

function keysOf(devices: readonly Device[]): ReadonlySet<string> {
  return new Set(
    devices.flatMap(({ config }) =>
      Object.values(config.components).flatMap((component) =>
        "unique_id" in component ? [keyOf(component.platform, component.unique_id)] : [],
      ),
    ),
  );
}

/** Unique ids are unique within a domain: what was a sensor and is a switch has left the sensor behind. */
function keyOf(domain: string, uniqueId: string): string {
  return `${domain} ${uniqueId}`;
}
