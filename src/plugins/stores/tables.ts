import type { Generated } from "kysely";
import { clips } from "./migrations/0001-clips.ts";
import { retention } from "./migrations/0002-retention.ts";
import { copies } from "./migrations/0003-copies.ts";

/** Rows as SQLite holds them. `data` and `value` are JSON, times ISO 8601 UTC. */
export interface Tables {
  readonly clip_states: {
    readonly clip_id: string;
    readonly data: string;
    readonly created_at: string;
    readonly updated_at: string;
  };
  readonly clip_events: {
    readonly id: Generated<number>;
    readonly clip_id: string;
    readonly at: string;
    readonly data: string;
  };
  readonly settings: { readonly key: string; readonly value: string; readonly updated_at: string };
}

/** Every step of the schema, by its number. A step that was released is never changed; it may only add. */
export const migrations = {
  "0001-clips": clips,
  "0002-retention": retention,
  "0003-copies": copies,
} as const;
