import { z } from "zod";
import type { Feed } from "./home-assistant-feeds.ts";
import type { Message } from "./home-assistant-session.ts";

/** Of one pattern; what there is beyond is not seen. */
const ENTITIES_MAX = 5000;

/** Shaped as `ports/home-assistant.ts` asks. */
export interface EntityState {
  readonly entityId: string;
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const Attributes = z.record(z.string(), z.unknown());
const Compressed = z.object({ s: z.string(), a: Attributes.default({}) });
/** `a` added, `c` changed (`+` set, `-` taken away), `r` removed. */
const Update = z.object({
  a: z.record(z.string(), Compressed).default({}),
  c: z
    .record(
      z.string(),
      z.object({
        "+": z.object({ s: z.string().optional(), a: Attributes.optional() }).optional(),
        "-": z.object({ a: z.array(z.string()).default([]) }).optional(),
      }),
    )
    .default({}),
  r: z.array(z.string()).default([]),
});
type Update = z.output<typeof Update>;

interface Log {
  warn(fields: object, message: string): void;
}

/** Follows the entities of a pattern; tells all of them at the beginning and whenever one has changed. */
export function entityFeed(pattern: string, tell: (states: readonly EntityState[]) => void, log: Log): Feed {
  const states = new Map<string, EntityState>();
  let isFresh = false;

  return {
    message: subscription(pattern),
    begin() {
      isFresh = true;
    },
    hear(event) {
      const update = Update.safeParse(event);
      if (!update.success) return log.warn({ pattern }, "home assistant's states make no sense");
      if (isFresh) states.clear();
      const isChanged = apply(states, update.data);
      if (isFresh || isChanged) tell([...states.values()].sort(byId));
      isFresh = false;
    },
    refused: ({ message }) => log.warn({ pattern, reason: message }, "home assistant shows no states"),
  };
}

function subscription(pattern: string): Message {
  return pattern.endsWith(".*")
    ? { type: "subscribe_entities", include: { domains: [pattern.slice(0, -2)] } }
    : { type: "subscribe_entities", entity_ids: [pattern] };
}

/** True where a state or an attribute is another: times and contexts are not looked at. */
function apply(states: Map<string, EntityState>, { a, c, r }: Update): boolean {
  let isChanged = false;
  for (const [entityId, { s, a: attributes }] of Object.entries(a)) {
    if (!states.has(entityId) && states.size >= ENTITIES_MAX) continue;
    states.set(entityId, { entityId, state: s, attributes });
    isChanged = true;
  }
  for (const [entityId, { "+": set, "-": taken }] of Object.entries(c)) {
    const before = states.get(entityId);
    if (before === undefined) continue;
    if (set?.s === undefined && set?.a === undefined && taken === undefined) continue;
    const kept = Object.entries(before.attributes).filter(([name]) => taken?.a.includes(name) !== true);
    states.set(entityId, {
      entityId,
      state: set?.s ?? before.state,
      attributes: { ...Object.fromEntries(kept), ...set?.a },
    });
    isChanged = true;
  }
  for (const entityId of r) isChanged = states.delete(entityId) || isChanged;
  return isChanged;
}

function byId(one: EntityState, other: EntityState): number {
  return one.entityId < other.entityId ? -1 : 1;
}
