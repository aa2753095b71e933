import type { Stage } from "#domain/clip-state.ts";
import { isWithin } from "#domain/day-hours.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import type { Notifier } from "#ports/notifier.ts";
import { type Lane, makeLane } from "./lane.ts";
import { slept } from "./retry.ts";
import { type StageRule, stageRules } from "./stage-rules.ts";
import type { LaneName } from "./steps-now.ts";

/** How often it is looked whether a storage may be used now. */
const HOURS_EVERY_MS = 60_000;

/** A stage that has one lane. */
export type PlainStage = Exclude<Stage, "upload" | "notify">;

export interface QueueLoad {
  readonly stage: Stage;
  /** Of an upload: which storage; of an alert: which notifier. */
  readonly place?: string;
  readonly running: number;
  /** For their turn or for their next attempt. */
  readonly waiting: number;
  readonly limit: number;
}

export interface LanesOptions {
  readonly storages: readonly ClipStorage[];
  readonly notifiers: readonly Pick<Notifier, "name">[];
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends all rests. */
  readonly signal: AbortSignal;
  onRoom(lane: LaneName, camera: CameraSlug): void;
}

/** All queues of the pipeline: one a stage, for uploads one a storage, for alerts one a notifier. */
export interface Lanes {
  readonly of: Readonly<Record<PlainStage, Lane>>;
  upload(place: string): Lane;
  notify(name: string): Lane;
  /** Whether it is full for the camera. */
  mustWait(lane: LaneName, camera: CameraSlug): boolean;
  /** Clips may have become urgent, or storages may be used again. */
  wake(): void;
  queues(): readonly QueueLoad[];
}

export function makeLanes({ storages, notifiers, clock, random, signal, onRoom }: LanesOptions): Lanes {
  const laneOf = (name: LaneName, { hours }: Pick<ClipStorage, "hours"> = {}) => {
    const rule: StageRule = stageRules[name.stage];
    return makeLane({
      concurrency: rule.concurrency,
      onRoom: (camera) => onRoom(name, camera),
      ...(rule.restsTogether && { rest: { clock, backoff: rule, random, signal } }),
      ...(hours && { isOpen: () => isWithin(hours, clock.now()) }),
    });
  };
  const of = {
    filter: laneOf({ stage: "filter" }),
    vlm: laneOf({ stage: "vlm" }),
    sidecar: laneOf({ stage: "sidecar" }),
  };
  const uploads = new Map(
    storages.map((storage) => [storage.place, laneOf({ stage: "upload", place: storage.place }, storage)]),
  );
  const notifies = new Map(notifiers.map(({ name }) => [name, laneOf({ stage: "notify", place: name })]));
  const upload = (place: string) => leadingTo(uploads, place);
  const notify = (name: string) => leadingTo(notifies, name);
  const named = ({ stage, place = "" }: LaneName): Lane => {
    if (stage === "upload") return upload(place);
    return stage === "notify" ? notify(place) : of[stage];
  };

  return {
    of,
    upload,
    notify,
    mustWait: (name, camera) => named(name).mustWait(camera),
    wake() {
      for (const lane of uploads.values()) lane.wake();
    },
    queues: () => [
      ...[...uploads].map(([place, lane]) => ({ stage: "upload" as const, place, ...lane.load() })),
      ...(["filter", "vlm"] as const).map((stage) => ({ stage, ...of[stage].load() })),
      ...[...notifies].map(([place, lane]) => ({ stage: "notify" as const, place, ...lane.load() })),
      { stage: "sidecar", ...of.sidecar.load() },
    ],
  };
}

function leadingTo(lanes: ReadonlyMap<string, Lane>, place: string): Lane {
  const lane = lanes.get(place);
  if (!lane) throw new Error(`no lane leads to ${place}`);
  return lane;
}

/** Opens and closes storages at their hours, until the signal aborts. */
export async function keepHours(
  { storages, clock }: Pick<LanesOptions, "storages" | "clock">,
  lanes: Pick<Lanes, "wake">,
  signal: AbortSignal,
): Promise<void> {
  if (storages.every(({ hours }) => hours === undefined)) return;
  while (await slept(clock, HOURS_EVERY_MS, signal)) lanes.wake();
}
