import type { Generated } from "kysely";
import { clips } from "./migrations/0001-clips.ts";
import { retention } from "./migrations/0002-retention.ts";
import { copies } from "./migrations/0003-copies.ts";
import { longLists } from "./migrations/0004-long-lists.ts";
import { keptClips } from "./migrations/0005-kept-clips.ts";

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
  /** These four follow from `clip_states` by triggers; times are Unix ms, `places` is JSON. */
  readonly clip_groups: {
    readonly key: number;
    readonly camera: string;
    readonly is_finished: number;
    readonly copy: string;
    readonly places: string;
    readonly is_alert: number;
    readonly is_starred: number;
    readonly clips: number;
    readonly bytes: number;
  };
  readonly kept_clips: {
    readonly group_key: number;
    readonly ended_at: number;
    readonly clip_id: string;
    readonly started_at: number;
    readonly bytes: number;
  };
  readonly clip_copies: { readonly place: string; readonly ended_at: number; readonly clip_id: string };
  readonly clip_stories: {
    readonly has_copy: number;
    readonly deleted_at: string;
    readonly clip_id: string;
  };
  readonly settings: { readonly key: string; readonly value: string; readonly updated_at: string };
}

/** Every step of the schema, by its number. A step that was released is never changed; it may only add. */
export const migrations = {
  "0001-clips": clips,
  "0002-retention": retention,
  "0003-copies": copies,
  "0004-long-lists": longLists,
  "0005-kept-clips": keptClips,
} as const;
