import type { Alert } from "#domain/alert.ts";
import type { AlertTestResult } from "#domain/alert-test.ts";
import type { CameraStatus } from "#domain/camera.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { ObjectGroup } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import { CameraId, type CameraSlug, slugOf } from "#domain/ids.ts";
import type { ClipEvent } from "#domain/journal.ts";
import type { PictureFault } from "#domain/picture-fault.ts";
import type { Problem } from "#domain/problem.ts";
import { allSwitchesOn, type CameraSwitch, type Switches } from "#domain/switches.ts";
import type { CameraView, House, HouseEvent } from "#ports/house.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import { aClipState, aFilterResult, anAlert } from "#test/builders.ts";

const START_MS = Date.UTC(2026, 10, 20, 8, 30, 0);

export interface FakeHouse extends House {
  /** Every switch that was set, and what the next one throws. */
  readonly switched: { readonly camera: CameraSlug; readonly name: CameraSwitch; readonly on: boolean }[];
  refuseSwitches(sentence: string): void;
  setStatus(camera: CameraSlug, status: Pick<CameraStatus, "state" | "reason">): void;
  setFaults(camera: CameraSlug, faults: readonly PictureFault[]): void;
  setMotion(camera: CameraSlug, active: boolean): void;
  setPresent(camera: CameraSlug, present: readonly ObjectGroup[]): void;
  setProblems(sentences: Readonly<Record<string, string>>): void;
  setLive(camera: CameraSlug, scene: LiveScene): void;
  /** As after a restart: nobody has looked yet. */
  forgetLive(camera: CameraSlug): void;
  /** Something happened live. */
  seeLive(happened: Omit<Extract<HouseEvent, { type: "live_event" }>, "type">): void;
  /** The filter has finished a clip. */
  filtered(state: ClipState): void;
  raise(alert: Alert): void;
  setAlertTest(result: AlertTestResult): void;
  rename(camera: CameraSlug, name: string): void;
  remove(camera: CameraSlug): void;
}

/** A house whose cameras do what the test says. Ids count from `000001` in the order of the names. */
export function makeFakeHouse(names: readonly string[]): FakeHouse {
  const listeners = new Set<(event: HouseEvent) => void>();
  const rooms = new Map<CameraSlug, CameraView>(names.map((name, index) => roomOf(name, index + 1)));
  let problems: readonly Problem[] = [];
  let lastAlert: Alert | undefined;
  let alertsToday = 0;
  let alertTest: AlertTestResult | undefined;
  let refusal: string | undefined;
  const switched: FakeHouse["switched"] = [];

  const tell = (event: HouseEvent) => {
    for (const listener of listeners) listener(event);
  };
  const change = (slug: CameraSlug, edit: Partial<CameraView>) => {
    const room = rooms.get(slug);
    if (room !== undefined) rooms.set(slug, { ...room, ...edit });
  };

  return {
    switched,
    cameras: () => [...rooms.values()],
    camera: (slug) => rooms.get(slug),
    problems: () => problems,
    lastAlert: () => lastAlert,
    alertsToday: () => alertsToday,
    alertTest: () => alertTest,
    async still() {
      throw new Failure("unavailable", "This camera has not started yet.");
    },
    async setSwitch(camera, name, on) {
      switched.push({ camera, name, on });
      if (refusal !== undefined) throw new Failure("rejected", refusal);
      const switches: Switches = { ...(rooms.get(camera)?.switches ?? allSwitchesOn), [name]: on };
      change(camera, { switches });
      tell({ type: "camera", camera });
    },
    acceptView(camera) {
      change(camera, { faults: [] });
      tell({ type: "camera", camera });
    },
    subscribe(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    refuseSwitches(sentence) {
      refusal = sentence;
    },
    setStatus(camera, status) {
      change(camera, { status: { ...status, sinceMs: START_MS } });
      tell({ type: "camera", camera });
    },
    setFaults(camera, faults) {
      change(camera, { faults });
      tell({ type: "camera", camera });
    },
    setMotion(camera, active) {
      change(camera, { motion: active });
      tell({ type: "motion", camera, active });
    },
    setPresent(camera, present) {
      change(camera, { present });
      tell({ type: "camera", camera });
    },
    setProblems(sentences) {
      problems = Object.entries(sentences).map(([key, sentence]) => ({ key, sentence, sinceMs: START_MS }));
      tell({ type: "problems" });
    },
    setLive(camera, live) {
      change(camera, { live });
      tell({ type: "live", camera });
    },
    forgetLive(camera) {
      change(camera, { live: undefined });
    },
    seeLive(happened) {
      tell({ type: "live_event", ...happened });
    },
    filtered(state) {
      const event: ClipEvent = {
        clip_id: state.clip_id,
        type: "stage_completed",
        at: state.end_ts,
        stage: "filter",
      };
      tell({ type: "clip", state, event });
      tell({ type: "detection", camera: state.camera_name, state });
    },
    raise(alert) {
      lastAlert = alert;
      alertsToday += 1;
      change(alert.camera_name, { lastAlert: alert });
      tell({ type: "alert", alert });
    },
    setAlertTest(result) {
      alertTest = result;
      tell({ type: "alert_test" });
    },
    rename(camera, name) {
      change(camera, { name });
    },
    remove(camera) {
      rooms.delete(camera);
    },
  };
}

/** A clip of this camera in which `labels` were found, with its picture at `snapshotPath`. */
export function aFilteredClip(
  { slug, name }: Pick<CameraView, "slug" | "name">,
  labels: readonly string[],
  snapshotPath: string | null = null,
): ClipState {
  return aClipState(
    { camera: slug, cameraName: name },
    { snapshot_path: snapshotPath, filter_result: aFilterResult(...labels) },
  );
}

/** The alert of such a clip, without a risk level unless `fields` says so. */
export function alertOf(state: ClipState, fields: Partial<Alert> = {}): Alert {
  return anAlert({
    clip_id: state.clip_id,
    alert_id: state.happening_id,
    dedupe_key: state.happening_id,
    camera_name: state.camera_name,
    camera_title: state.camera_title,
    risk_level: null,
    objects: [...(state.filter_result?.detected_classes ?? [])],
    summary: `Person at ${state.camera_title} for 12 s.`,
    ...fields,
  });
}

function roomOf(name: string, number: number): [CameraSlug, CameraView] {
  const slug = slugOf(name) ?? slugOf(`camera ${number}`);
  if (slug === undefined) throw new Error("unreachable");
  const view: CameraView = {
    id: CameraId.parse(number.toString(16).padStart(6, "0")),
    slug,
    name,
    status: { state: "live", reason: "The camera is connected.", sinceMs: START_MS },
    faults: [],
    motion: false,
    present: [],
    switches: allSwitchesOn,
    lastAlert: undefined,
  };
  return [slug, view];
}
