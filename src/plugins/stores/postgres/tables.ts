import type { ColumnType } from "kysely";
import type { Tables } from "#plugins/stores/tables.ts";

/** JSONB: written as text, read as what it says. */
type Json = ColumnType<unknown, string, string>;
/** TIMESTAMPTZ: written in ISO 8601. */
type Time = ColumnType<Date, string, string>;
/** BIGINT comes back as text. */
type Big = ColumnType<string, number, number>;

/** A row of SQLite as Postgres holds it, together with the box that it is of. A new column there is missed here. */
type Copied<Row> = { readonly box_id: string } & {
  readonly [Column in keyof Row]: Column extends "data"
    ? Json
    : Column extends "at" | "created_at" | "updated_at"
      ? Time
      : Column extends "id"
        ? Big
        : Row[Column];
};

export interface PostgresTables {
  readonly clip_states: Copied<Tables["clip_states"]>;
  /** `journal` tells apart what was written before and after the box lost the end of its own journal. */
  readonly clip_events: Copied<Tables["clip_events"]> & { readonly journal: string };
}
