import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { type Heard, type Record, watchVisits } from "./alert-house.ts";
import { CAMERAS, CLIP, LOOP_S, makeVisitedCameras } from "./alert-scene.ts";
import { NANO } from "./bench-detector.ts";
import { type BenchPart, quantileOf, type Row } from "./table.ts";

const LOOPS = 2;
/** After this an alert is about the next visitor, or about nothing. */
const TELL_MAX_MS = 12_000;
/** What a stream's frame times and the host's clock may differ by. */
const EARLY_MS = 200;

export const alert: BenchPart = {
  name: "alert",
  title: "From a person to the alert",
  why:
    `The real app with ${CAMERAS} cameras of 1080p25 (a key frame every 2 s), YOLOX-Nano, the RTSP server and mosquitto, all on this ` +
    "machine; three people of the indoor clip come in at other times and at other places of the group of pictures on each camera. " +
    "From the moment at which the server sends the first frame with a hair of somebody in it to the alert at a subscriber, with its " +
    "picture on the disk: median / 95 of 100. Then the same time in parts: until motion is on the broker; until the camera showed the " +
    "frame that made the person certain; from there to the event on the broker (decoder, queue, look); until the picture is on the " +
    "disk; until the alert is there. `load` is the machine's load average at the end: above its cores others waited too. " +
    "Goals: 1.5 / 3 s with sub-streams, 2.5 / 4 s with the main stream only.",
  async run() {
    if (!existsSync(CLIP) || !existsSync(NANO)) {
      console.log(`${CLIP} or ${NANO} is missing: this part is left out.`);
      return [];
    }
    const cameras = await makeVisitedCameras();
    const rows: Row[] = [];
    for (const mode of ["sub", "main"] as const) {
      const record = await watchVisits(cameras, mode, LOOPS * LOOP_S * 1000);
      rows.push(rowOf(mode === "sub" ? "640 wide sub-stream" : "main stream only", record));
    }
    return rows;
  },
};

/** One visitor's way, ms from the first frame that shows them. */
export interface Told {
  readonly motionMs: number;
  readonly shownMs: number;
  readonly eventMs: number;
  readonly pictureMs: number;
  readonly alertMs: number;
}

/** Of each visit whose time is over the first alert; `undefined` where nothing was told. */
export function toldOf({ visits, motions, appearances, alerts }: Record): readonly (Told | undefined)[] {
  const lastMs = Math.max(...[...visits, ...alerts, ...motions].map(({ atMs }) => atMs));
  const judged = visits.filter(({ atMs }) => atMs + TELL_MAX_MS <= lastMs);
  return judged.map((visit) => {
    const first = <One extends Heard>(all: readonly One[]) =>
      all.find(
        ({ camera, atMs }) =>
          camera === visit.camera && atMs >= visit.atMs - EARLY_MS && atMs <= visit.atMs + TELL_MAX_MS,
      );
    const [motion, event, told] = [first(motions), first(appearances), first(alerts)];
    if (!told) return undefined;
    const since = (atMs: number | undefined) => (atMs === undefined ? Number.NaN : atMs - visit.atMs);
    return {
      motionMs: since(motion?.atMs),
      shownMs: since(told.shownMs),
      eventMs: since(event?.atMs),
      pictureMs: since(told.pictureMs),
      alertMs: since(told.atMs),
    };
  });
}

function rowOf(what: string, record: Record): Row {
  const all = toldOf(record);
  const told = all.flatMap((one) => one ?? []);
  const cell = (of: (one: Told) => number) => {
    const values = told.map(of).filter((ms) => Number.isFinite(ms));
    return `${seconds(quantileOf(values))} / ${seconds(quantileOf(values, 0.95))}`;
  };
  return {
    "motion and people in": what,
    "told of": `${told.length} of ${all.length}`,
    "alert, s": cell(({ alertMs }) => alertMs),
    motion: cell(({ motionMs }) => motionMs),
    "certain frame": cell(({ shownMs }) => shownMs),
    "looked at": cell(({ eventMs, shownMs }) => eventMs - shownMs),
    picture: cell(({ pictureMs, eventMs }) => pictureMs - eventMs),
    told: cell(({ alertMs, pictureMs }) => alertMs - pictureMs),
    load: (loadavg()[0] ?? Number.NaN).toFixed(1),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2);
