import type { Candidate } from "./candidates.ts";
import { makeMemory, patienceFor } from "./memory.ts";
import { TRACKS_MAX } from "./settings.ts";
import { loseSight, settle } from "./stillness.ts";
import { bear, see, type Thing } from "./thing.ts";
import type { EndReason } from "./track.ts";

/** Who is being followed: how a track begins, how it ends, and how many there may be. */
export interface Roster {
  readonly things: readonly Thing[];
  /** Ends what was waited for long enough. `dtMs`: since the frame before. */
  endOld(atMs: number, dtMs: number): readonly Ended[];
  /** Begins tracks. What is not seen in this frame makes room. */
  admit(candidates: readonly Candidate[], atMs: number): Admission;
  /** `thing` stands now: whatever stood there before will not come back. */
  stands(thing: Thing): void;
  /** The clock was set back to `atMs`: ages are counted anew. */
  rebase(atMs: number): void;
}

interface RosterSettings {
  readonly lostMs: number;
  readonly sureScore: number;
  readonly nextId: () => number;
}

export interface Ended {
  readonly thing: Thing;
  readonly why: EndReason;
}

interface Admission {
  /** Never seen before and sure enough to be told of at once. */
  readonly news: readonly Thing[];
  readonly ended: readonly Ended[];
}

/** What was seen less than three times may be missed for so long, or for one frame. */
const TENTATIVE_MS = 200;
/** Frames stop because nothing moves; the detector may have missed what stood in the very last ones. */
const LAST_SEEN_MS = 1_000;

export function makeRoster({ lostMs, sureScore, nextId }: RosterSettings): Roster {
  const memory = makeMemory();
  let things: readonly Thing[] = [];

  const drop = (ended: readonly Ended[]): readonly Ended[] => {
    if (ended.length === 0) return ended;
    const over = new Set(ended.map(({ thing }) => thing));
    things = things.filter((thing) => !over.has(thing));
    for (const thing of over) if (thing.still.isStationary) memory.keep(thing);
    return ended.filter(({ thing }) => thing.state !== "tentative");
  };

  const begin = (candidate: Candidate, atMs: number): { readonly thing: Thing; readonly isNews: boolean } => {
    const known = memory.recall(candidate.group, candidate.box, atMs);
    if (known === undefined) {
      const thing = bear(nextId(), candidate, atMs, sureScore);
      return { thing, isNews: thing.state === "confirmed" };
    }
    known.state = "lost";
    see(known, candidate, { atMs, stepMs: 0, sureScore });
    return { thing: known, isNews: false };
  };

  return {
    get things() {
      return things;
    },
    endOld(atMs, dtMs) {
      if (dtMs > lostMs) fallAsleep(things, atMs - dtMs);
      return drop(
        things.flatMap((thing) => {
          const why = overBecause(thing, { unseenMs: atMs - thing.seenAtMs, dtMs, lostMs });
          return why === undefined ? [] : [{ thing, why }];
        }),
      );
    },
    admit(candidates, atMs) {
      // There is always enough: a frame has no more detections than there may be tracks.
      const unseen = things.filter(({ seenAtMs }) => seenAtMs < atMs).toSorted(cheapestFirst);
      const crowded = unseen.slice(0, Math.max(0, things.length + candidates.length - TRACKS_MAX));
      const ended = drop(crowded.map((thing) => ({ thing, why: "crowded" })));
      const begun = candidates.map((candidate) => begin(candidate, atMs));
      things = [...things, ...begun.map(({ thing }) => thing)];
      const news = begun.filter(({ isNews }) => isNews).map(({ thing }) => thing);
      return { news, ended };
    },
    stands: (thing) => memory.overwrite(thing),
    rebase(atMs) {
      for (const thing of things) {
        thing.seenAtMs = Math.min(thing.seenAtMs, atMs);
        thing.bornAtMs = Math.min(thing.bornAtMs, atMs);
      }
      memory.rebase(atMs);
    },
  };
}

/** No frames came since `lastMs`: who stood then stands, and nobody's speed says anything now. */
function fallAsleep(things: readonly Thing[], lastMs: number): void {
  for (const thing of things) {
    if (thing.state === "tentative") continue;
    if (thing.state === "confirmed") loseSight(thing.still, thing.last.box);
    if (lastMs - thing.seenAtMs <= LAST_SEEN_MS) settle(thing.still);
    thing.state = "lost";
  }
}

interface Age {
  readonly unseenMs: number;
  readonly dtMs: number;
  readonly lostMs: number;
}

/** Why a thing is over, before this frame is looked at. */
function overBecause({ state, group, still }: Thing, { unseenMs, dtMs, lostMs }: Age): EndReason | undefined {
  if (still.isStationary) {
    const { absentMs, memoryMs } = patienceFor(group);
    return still.absentMs > absentMs || unseenMs > memoryMs ? "vanished" : undefined;
  }
  const isMissed = state === "tentative" && unseenMs > Math.max(TENTATIVE_MS, dtMs);
  return isMissed || unseenMs > lostMs ? "gone" : undefined;
}

/** Unproven before lost before standing, and of each kind what was not seen for longest. */
function cheapestFirst(a: Thing, b: Thing): number {
  return worth(a) - worth(b) || a.seenAtMs - b.seenAtMs || a.id - b.id;
}

function worth({ state, still }: Thing): number {
  return still.isStationary ? 2 : state === "lost" ? 1 : 0;
}
