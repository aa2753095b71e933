import type { Alert } from "#domain/alert.ts";
import type { AlertTestResult } from "#domain/alert-test.ts";
import type { Camera, CameraStatus } from "#domain/camera.ts";
import type { ClipState } from "#domain/clip-state.ts";
import { groupOf, type ObjectGroup } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug, HappeningId } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { LiveEvent, LiveEventV1 } from "#domain/live-event.ts";
import type { PictureFault } from "#domain/picture-fault.ts";
import type { Problem } from "#domain/problem.ts";
import type { CameraSwitch, Switches } from "#domain/switches.ts";
import type { ClipSource } from "#ports/clip-source.ts";
import type { Clock } from "#ports/clock.ts";
import type { CameraView, House, HouseEvent } from "#ports/house.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import type { SettingStore } from "#ports/state-store.ts";
import { openCameraProblems } from "./camera-problems.ts";
import { type DayCounter, openDayCounter } from "./day-counter.ts";
import { type Listeners, openListeners } from "./listeners.ts";
import { groupsNow, type LiveScenes, openLiveScenes } from "./live-scenes.ts";
import { makePictureProblems } from "./picture-problems.ts";
import { openPresence, type Presence } from "./presence.ts";
import { readSwitches, writeSwitches } from "./switches.ts";

export interface HouseParts {
  readonly cameras: readonly Camera[];
  readonly settings: SettingStore;
  readonly clock: Clock;
  /** Alerts since local midnight, as the journal knows them at start. */
  readonly alertsToday: number;
  /** A listener threw: a bug of ours that must not stop the others. */
  onListenerError(cause: unknown): void;
}

/** The writer's side: only the app and what it opens may hold it. */
export interface HouseKeeper extends Disposable {
  readonly house: House;
  attach(slug: CameraSlug, source: AttachedSource): void;
  status(slug: CameraSlug, status: CameraStatus): void;
  /** What is wrong with a camera's picture now. */
  picture(slug: CameraSlug, faults: readonly PictureFault[]): void;
  motion(slug: CameraSlug, active: boolean): void;
  /** What goes on in front of a camera now. */
  live(slug: CameraSlug, scene: LiveScene): void;
  liveEvent(
    slug: CameraSlug,
    event: LiveEvent,
    envelope: LiveEventV1,
    happening: HappeningId | undefined,
  ): void;
  clip(event: ClipEvent, state: ClipState): void;
  alert(alert: Alert): void;
  alertTest(result: AlertTestResult): void;
  /** Tells of something wrong, or (without a sentence) that it is well again. */
  problem(key: string, sentence?: string): void;
}

type AttachedSource = Pick<ClipSource, "still" | "acceptView">;

interface Room {
  readonly camera: Camera;
  status: CameraStatus;
  faults: readonly PictureFault[];
  motion: boolean;
  switches: Switches;
  lastAlert: Alert | undefined;
  source: AttachedSource | undefined;
}

/** Keeps what the box knows now, in memory; only the switches outlive it. */
export async function openHouse(parts: HouseParts): Promise<HouseKeeper> {
  const listeners = openListeners<HouseEvent>(parts.onListenerError);
  const rooms = new Map<CameraSlug, Room>();
  for (const camera of parts.cameras) rooms.set(camera.slug, await newRoom(camera, parts));

  const tellLive = (camera: CameraSlug) => listeners.tell({ type: "live", camera });
  const live = openLiveScenes(tellLive);
  const turnDay = () => {
    listeners.tell({ type: "day" });
    for (const camera of live.newDay()) tellLive(camera);
  };
  const inside: Inside = {
    rooms,
    problems: new Map(),
    presence: openPresence((camera) => listeners.tell({ type: "camera", camera })),
    live,
    today: openDayCounter(parts.clock, parts.alertsToday, turnDay),
    listeners,
    lastAlert: undefined,
    alertTest: undefined,
  };
  return makeKeeper(inside, parts);
}

/** What house and keeper share. */
interface Inside {
  readonly rooms: ReadonlyMap<CameraSlug, Room>;
  readonly problems: Map<string, Problem>;
  readonly presence: Presence;
  readonly live: LiveScenes;
  readonly today: DayCounter;
  readonly listeners: Listeners<HouseEvent>;
  lastAlert: Alert | undefined;
  alertTest: AlertTestResult | undefined;
}

function makeHouse(inside: Inside, settings: SettingStore): House {
  const { rooms, presence, live, listeners } = inside;
  const view = (room: Room): CameraView => ({
    ...room.camera,
    status: room.status,
    faults: room.faults,
    motion: room.motion,
    present: presence.groups(room.camera.slug),
    switches: room.switches,
    lastAlert: room.lastAlert,
    live: live.scene(room.camera.slug),
  });

  return {
    cameras: () => [...rooms.values()].map(view),
    camera: (slug) => {
      const room = rooms.get(slug);
      return room && view(room);
    },
    problems: () => [...inside.problems.values()],
    lastAlert: () => inside.lastAlert,
    alertsToday: () => inside.today.count(),
    alertTest: () => inside.alertTest,
    still: async (slug, signal) => {
      const source = rooms.get(slug)?.source;
      if (!source) throw new Failure("unavailable", "This camera has not started yet.");
      return await source.still(signal);
    },
    setSwitch: async (slug, name: CameraSwitch, on) => {
      const room = rooms.get(slug);
      if (!room) throw new Failure("rejected", `There is no camera "${slug}".`);
      room.switches = { ...room.switches, [name]: on };
      listeners.tell({ type: "camera", camera: slug });
      await writeSwitches(settings, room.camera.id, room.switches);
    },
    acceptView: (slug) => {
      const source = rooms.get(slug)?.source;
      if (!source?.acceptView) throw new Failure("unavailable", "Nothing watches this camera just now.");
      source.acceptView();
    },
    subscribe: listeners.add,
  };
}

function makeKeeper(inside: Inside, { settings, clock }: HouseParts): HouseKeeper {
  const { rooms, problems, presence, live, today, listeners } = inside;
  const problem = (key: string, sentence?: string) => {
    if (problems.get(key)?.sentence === sentence) return;
    if (sentence === undefined) problems.delete(key);
    else problems.set(key, { key, sentence, sinceMs: problems.get(key)?.sinceMs ?? clock.now() });
    listeners.tell({ type: "problems" });
  };
  const cameraProblems = openCameraProblems(problem);
  const pictureProblems = makePictureProblems(problem);
  const change = (slug: CameraSlug, edit: (room: Room) => void) => {
    const room = rooms.get(slug);
    if (room) edit(room);
  };

  return {
    house: makeHouse(inside, settings),
    attach: (slug, source) => change(slug, (room) => (room.source = source)),
    status: (slug, status) => {
      change(slug, (room) => {
        room.status = status;
        cameraProblems.status(room.camera, status);
      });
      listeners.tell({ type: "camera", camera: slug });
    },
    picture: (slug, faults) => {
      change(slug, (room) => {
        room.faults = faults;
        pictureProblems(room.camera, faults);
      });
      listeners.tell({ type: "camera", camera: slug });
    },
    motion: (slug, active) => {
      change(slug, (room) => (room.motion = active));
      listeners.tell({ type: "motion", camera: slug, active });
    },
    ...makeWitness(inside),
    alert: (alert) => {
      // An alert that comes again with more to say, or is delivered anew after a restart, is the same alert.
      if (rooms.get(alert.camera_name)?.lastAlert?.alert_id !== alert.alert_id) today.add();
      inside.lastAlert = alert;
      change(alert.camera_name, (room) => (room.lastAlert = alert));
      listeners.tell({ type: "alert", alert });
    },
    alertTest: (result) => {
      inside.alertTest = result;
      listeners.tell({ type: "alert_test" });
    },
    problem,
    [Symbol.dispose]: () => {
      cameraProblems[Symbol.dispose]();
      presence[Symbol.dispose]();
      live[Symbol.dispose]();
      today[Symbol.dispose]();
    },
  };
}

/** What was seen in front of the cameras, live and in clips. */
function makeWitness({
  rooms,
  presence,
  live,
  listeners,
}: Inside): Pick<HouseKeeper, "live" | "liveEvent" | "clip"> {
  return {
    live: (slug, scene) => {
      if (!rooms.has(slug)) return;
      live.keep(slug, scene);
      const isNew = presence.watch(slug, groupsNow(scene));
      listeners.tell({ type: "live", camera: slug });
      if (isNew) listeners.tell({ type: "camera", camera: slug });
    },
    liveEvent: (slug, event, envelope, happening) =>
      listeners.tell({ type: "live_event", camera: slug, event, envelope, happening }),
    clip: (event, state) => {
      listeners.tell({ type: "clip", state, event });
      const groups = event.type === "stage_completed" && event.stage === "filter" ? seenGroups(state) : [];
      if (groups.length === 0) return;
      // Who was seen live has come and gone by now; who was missed there is at least told of late.
      const sinceMs = Date.parse(state.start_ts);
      const missed = groups.filter((group) => !live.wasSeen(state.camera_name, group, sinceMs));
      presence.see(state.camera_name, missed);
      listeners.tell({ type: "detection", camera: state.camera_name, state });
    },
  };
}

async function newRoom(camera: Camera, { settings, clock }: HouseParts): Promise<Room> {
  return {
    camera,
    status: { state: "starting", reason: "Connecting to the camera.", sinceMs: clock.now() },
    faults: [],
    motion: false,
    switches: await readSwitches(settings, camera.id),
    lastAlert: undefined,
    source: undefined,
  };
}

function seenGroups(state: ClipState): readonly ObjectGroup[] {
  const groups = (state.filter_result?.detected_classes ?? []).map(groupOf);
  return [...new Set(groups.filter((group) => group !== undefined))];
}
