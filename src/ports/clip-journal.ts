/** One row of `clip_events` as it is stored. */
export interface JournalEntry {
  /** Grows from row to row; what is deleted leaves gaps and is never given again. */
  readonly id: number;
  readonly clip_id: string;
  readonly at: string;
  /** JSON. */
  readonly data: string;
}

/** One row of `clip_states` as it is stored. */
export interface StoredState {
  readonly clip_id: string;
  /** JSON. */
  readonly data: string;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The journal as rows, for whoever copies it. What it cannot read it does not hide: nothing is parsed. */
export interface ClipJournal {
  /** Entries after `id`, oldest first. */
  after(id: number, limit: number): Promise<readonly JournalEntry[]>;
  /** These of the entries, as far as they are there. */
  entries(ids: readonly number[]): Promise<readonly JournalEntry[]>;
  /** The last id that was ever given, also if its entry is gone; 0 before the first. */
  lastId(): Promise<number>;
  /** The states of these clips as they are now. */
  states(clipIds: readonly string[]): Promise<readonly StoredState[]>;
}
