import type { Stage } from "#domain/clip-state.ts";
import { isWithin } from "#domain/day-hours.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { ClipStorage } from "#ports/clip-storage.ts";
import type { Clock } from "#ports/clock.ts";
import { type Lane, makeLane } from "./lane.ts";
import { slept } from "./retry.ts";
import { type StageRule, stageRules } from "./stage-rules.ts";
import type { LaneName } from "./steps-now.ts";

/** How often it is looked whether a storage may be used now. */
const HOURS_EVERY_MS = 60_000;

export interface QueueLoad {
  readonly stage: Stage;
  /** Of an upload: which storage. */
  readonly place?: string;
  readonly running: number;
  /** For their turn or for their next attempt. */
  readonly waiting: number;
  readonly limit: number;
}

export interface LanesOptions {
  readonly storages: readonly ClipStorage[];
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends all rests. */
  readonly signal: AbortSignal;
  onRoom(lane: LaneName, camera: CameraSlug): void;
}

/** All queues of the pipeline: one a stage, and for uploads one a storage. */
export interface Lanes {
  readonly of: Readonly<Record<Exclude<Stage, "upload">, Lane>>;
  upload(place: string): Lane;
  /** Whether it is full for the camera. */
  mustWait(lane: LaneName, camera: CameraSlug): boolean;
  /** Clips may have become urgent, or storages may be used again. */
  wake(): void;
  queues(): readonly QueueLoad[];
}

export function makeLanes({ storages, clock, random, signal, onRoom }: LanesOptions): Lanes {
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
    notify: laneOf({ stage: "notify" }),
    sidecar: laneOf({ stage: "sidecar" }),
  };
  const uploads = new Map(
    storages.map((storage) => [storage.place, laneOf({ stage: "upload", place: storage.place }, storage)]),
  );
  const upload = (place: string) => {
    const lane = uploads.get(place);
    if (!lane) throw new Error(`no lane leads to ${place}`);
    return lane;
  };

  return {
    of,
    upload,
    mustWait: ({ stage, place = "" }, camera) =>
      (stage === "upload" ? upload(place) : of[stage]).mustWait(camera),
    wake() {
      for (const lane of uploads.values()) lane.wake();
    },
    queues: () => [
      ...[...uploads].map(([place, lane]) => ({ stage: "upload" as const, place, ...lane.load() })),
      ...(["filter", "vlm", "notify", "sidecar"] as const).map((stage) => ({ stage, ...of[stage].load() })),
    ],
  };
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
