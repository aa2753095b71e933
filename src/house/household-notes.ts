import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type HouseholdNote, KeptNote, NOTES_MAX } from "#domain/briefing.ts";
import { Failure } from "#domain/failure.ts";
import type { Clock } from "#ports/clock.ts";
import type { Logger } from "#ports/logger.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { makeInTurn } from "./in-turn.ts";

/** A note that is over is kept so long for clips of its time that are described late. */
export const NOTE_KEPT_MS = 24 * 60 * 60_000;
/** Of those that are over, at most so many. */
const OVER_MAX = NOTES_MAX;
/** How often it is looked whether a note is over. */
const LOOK_EVERY_MS = 30_000;
const KEY = "household.notes";

export interface NoteParts {
  readonly settings: SettingStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** A note was added, taken back, or is over. */
  onChange(): void;
}

/** What holds for the household for a while. */
export interface HouseholdNotes extends Disposable {
  now(): readonly KeptNote[];
  /** Those that held then, Unix ms. */
  at(ms: number): readonly KeptNote[];
  add(note: HouseholdNote): Promise<KeptNote>;
  remove(id: string): Promise<boolean>;
}

export async function openHouseholdNotes(parts: NoteParts): Promise<HouseholdNotes> {
  const { settings, clock, onChange } = parts;
  let notes = await readNotes(parts);
  const inTurn = makeInTurn();
  const at = (ms: number) => notes.filter((note) => !isOver(note, ms)).slice(-NOTES_MAX);
  const now = () => at(clock.now());
  const change = async (wanted: readonly KeptNote[]) => {
    const lately = worthKeeping(wanted, clock.now());
    await settings.write(KEY, lately);
    notes = lately;
    onChange();
  };
  const over = () => notes.filter((note) => isOver(note, clock.now())).map(({ id }) => id);
  const watching = watchFor(clock, over, onChange);

  return {
    now,
    at,
    add: (note) =>
      inTurn(async () => {
        const added = KeptNote.parse({ ...note, id: randomBytes(4).toString("hex") });
        if (isOver(added, clock.now())) throw new Failure("rejected", OVER_ALREADY);
        if (now().length >= NOTES_MAX) throw new Failure("rejected", TOO_MANY);
        await change([...notes, added]);
        return added;
      }),
    remove: (id) =>
      inTurn(async () => {
        if (!now().some((note) => note.id === id)) return false;
        await change(notes.filter((note) => note.id !== id));
        return true;
      }),
    [Symbol.dispose]: () => watching[Symbol.dispose](),
  };
}

const OVER_ALREADY = "This note would be over already. Give a later end, or none.";
const TOO_MANY = `There are ${NOTES_MAX} notes already. Take one back first.`;

async function readNotes({ settings, log }: NoteParts): Promise<readonly KeptNote[]> {
  const parsed = z.array(KeptNote).safeParse((await settings.read(KEY)) ?? []);
  if (parsed.success) return parsed.data.slice(-(NOTES_MAX + OVER_MAX));
  log.warn({}, "household notes cannot be read and are left out");
  return [];
}

const isOver = ({ until_ms }: KeptNote, atMs: number) => until_ms !== null && until_ms <= atMs;

/** All that hold, and of those that are over the last few of the last day. */
function worthKeeping(notes: readonly KeptNote[], nowMs: number): readonly KeptNote[] {
  const lately = notes.filter((note) => isOver(note, nowMs) && !isOver(note, nowMs - NOTE_KEPT_MS));
  const kept = new Set(lately.slice(-OVER_MAX));
  return notes.filter((note) => kept.has(note) || !isOver(note, nowMs));
}

/** Calls when there is a new one among them. */
function watchFor(clock: Clock, ids: () => readonly string[], onNew: () => void): Disposable {
  const closing = new AbortController();
  const watch = async () => {
    let known = new Set(ids());
    while (!closing.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, closing.signal).catch(() => undefined);
      if (closing.signal.aborted) return;
      const now = ids();
      if (now.some((id) => !known.has(id))) onNew();
      known = new Set(now);
    }
  };
  void watch();
  return { [Symbol.dispose]: () => closing.abort() };
}
