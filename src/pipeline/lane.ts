import type { CameraSlug } from "#domain/ids.ts";
import { type LaneRest, type LaneRestOptions, makeLaneRest } from "./lane-rest.ts";
import { makeTurns, type Turns } from "./turns.ts";

/** Clips that one lane keeps in memory: running, waiting for their turn or for their next attempt. */
const PLACES_MAX = 2000;
/** Of these, one camera's: a flood before one camera leaves room for the others. */
const PLACES_PER_CAMERA_MAX = 100;

export interface LaneOptions {
  /** How many clips may be at work at once. */
  readonly concurrency: number;
  /** A camera that was refused a place can come again. */
  onRoom(camera: CameraSlug): void;
  /** Whether those that are not urgent may begin now; say `wake` when the answer has changed. Absent: always. */
  readonly isOpen?: () => boolean;
  /** Where clips wait for days rather than give up: when the lane rests as a whole. */
  readonly rest?: Omit<LaneRestOptions, "onAwake">;
  readonly placesMax?: number;
  readonly placesPerCameraMax?: number;
}

export interface Comer {
  readonly camera: CameraSlug;
  /** Unix ms. */
  readonly startedAtMs: number;
  /** Asked anew for each turn: a clip may become one with an alert while it waits. Absent: never. */
  readonly isUrgent?: () => boolean;
}

/** A clip's right to be in the lane; free when disposed. */
export interface Place extends Disposable {
  /** Aborts when the place was given to a clip that matters more. Never while it is at work. */
  readonly lost: AbortSignal;
  /** Waits for a turn, which lasts until it is disposed. Rejects when the signal aborts or the place is lost. */
  turn(signal: AbortSignal): Promise<Disposable>;
}

/** The clips at one stage: few at work, the others waiting. Cameras take turns, the newest clip of each first. */
export interface Lane {
  /**
   * `undefined` where the lane is full of clips that matter more: the clip stays in the journal until `onRoom`. Else a
   * clip that matters less gives way.
   */
  join(comer: Comer): Place | undefined;
  /** Whether it is full for this camera; if so, `onRoom` follows. */
  mustWait(camera: CameraSlug): boolean;
  /** Somebody has become urgent, or the lane is open now. */
  wake(): void;
  /** Missing where each clip rests for itself. */
  readonly rest?: LaneRest;
  load(): { readonly running: number; readonly waiting: number; readonly limit: number };
}

interface Member extends Comer {
  readonly leave: AbortController;
  isAtWork: boolean;
}

export function makeLane(options: LaneOptions): Lane {
  const { placesMax = PLACES_MAX, placesPerCameraMax = PLACES_PER_CAMERA_MAX, onRoom } = options;
  const rest = options.rest && makeLaneRest({ ...options.rest, onAwake: () => turns.wake() });
  const turns: Turns = makeTurns({ ...options, ...(rest && { isAwake: rest.isAwake }) });
  const members = makeMembers();
  const refused = new Set<CameraSlug>();

  // Half empty before the refused are called back, or each leaving clip would cost a look into the journal.
  const hasRoom = (camera: CameraSlug) =>
    members.count() <= placesMax / 2 && members.of(camera).size <= placesPerCameraMax / 2;
  const callBack = () => {
    for (const camera of [...refused].filter(hasRoom)) {
      refused.delete(camera);
      onRoom(camera);
    }
  };
  const isFull = (camera: CameraSlug) =>
    members.count() >= placesMax || members.of(camera).size >= placesPerCameraMax;
  /** Frees a place for the newcomer if somebody of the same camera, or of the largest one, matters less. */
  const makeRoom = (comer: Comer): boolean => {
    const own = members.of(comer.camera);
    const least = leastOf(own.size >= placesPerCameraMax ? own : members.largest());
    if (!least || !mattersMore(comer, least)) return false;
    members.remove(least);
    refused.add(least.camera);
    least.leave.abort();
    return true;
  };
  const placeOf = (member: Member): Place => ({
    lost: member.leave.signal,
    turn: (signal) => turns.take(member, [signal, member.leave.signal]),
    [Symbol.dispose]: () => {
      if (members.remove(member)) callBack();
    },
  });

  return {
    join(comer) {
      if (!isFull(comer.camera) || makeRoom(comer)) return placeOf(members.add(comer));
      refused.add(comer.camera);
      return undefined;
    },
    mustWait(camera) {
      const full = isFull(camera);
      if (full) refused.add(camera);
      return full;
    },
    wake: turns.wake,
    ...(rest && { rest }),
    load: () => ({
      running: turns.running(),
      waiting: members.count() - turns.running(),
      limit: placesMax,
    }),
  };
}

function makeMembers() {
  const cameras = new Map<CameraSlug, Set<Member>>();
  let count = 0;

  return {
    count: () => count,
    of: (camera: CameraSlug): ReadonlySet<Member> => cameras.get(camera) ?? NOBODY,
    largest(): ReadonlySet<Member> {
      let largest: ReadonlySet<Member> = NOBODY;
      for (const own of cameras.values()) if (own.size > largest.size) largest = own;
      return largest;
    },
    add(comer: Comer): Member {
      const member = { ...comer, leave: new AbortController(), isAtWork: false };
      cameras.set(comer.camera, (cameras.get(comer.camera) ?? new Set()).add(member));
      count += 1;
      return member;
    },
    /** Whether it was still there. */
    remove(member: Member): boolean {
      const own = cameras.get(member.camera);
      if (own?.delete(member) !== true) return false;
      if (own.size === 0) cameras.delete(member.camera);
      count -= 1;
      return true;
    },
  };
}

const NOBODY: ReadonlySet<Member> = new Set();

function leastOf(members: ReadonlySet<Member>): Member | undefined {
  let least: Member | undefined;
  for (const member of members) {
    if (!member.isAtWork && (!least || mattersMore(least, member))) least = member;
  }
  return least;
}

/** An alert before all others, and the newer before the older. */
function mattersMore(one: Comer, other: Comer): boolean {
  const oneIs = one.isUrgent?.() ?? false;
  const otherIs = other.isUrgent?.() ?? false;
  return oneIs === otherIs ? one.startedAtMs > other.startedAtMs : oneIs;
}
