import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { makeMeters } from "#house/meters.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { type LogLine, makeLogger } from "#test/fakes/logger.ts";
import { aLiveHappening } from "#test/live-scene.ts";
import { makeDetectionEvents } from "./events.ts";
import {
  LANE_WAITING_MAX,
  makeLiveReporter,
  OBJECT_EVENTS_PER_S_MAX,
  PLACE_EVENTS_PER_S_MAX,
} from "./live-reporter.ts";

const FRONT = CameraSlug.parse("front_door");
const YARD = CameraSlug.parse("yard");
const appeared = { type: "OBJECT_APPEARED" } as const;
const crossed = { type: "LINE_CROSS", line: "gate", direction: "in" } as const;

function openReporter() {
  const clock = makeManualClock();
  const meter = makeMeters();
  const lines: LogLine[] = [];
  const told: string[] = [];
  let waiting = 0;
  const tell = makeLiveReporter({
    house: makeFakeHouse(["Front door", "Yard"]),
    lane: { waiting: () => waiting },
    clock,
    log: makeLogger(lines),
    meter,
    detections: makeDetectionEvents(),
    say: (camera, leaf) => void told.push(`${camera} ${leaf}`),
  });
  const see = (camera: CameraSlug, rule: Parameters<typeof aLiveHappening>[1]) =>
    tell({ type: "live_event", ...aLiveHappening(camera, rule) });
  return { clock, meter, lines, told, see, clog: (messages: number) => void (waiting = messages) };
}

test("a crowd of 200 neither floods the broker nor drowns who crosses a line, nor another camera", async () => {
  const { clock, meter, lines, told, see } = openReporter();
  const count = (message: string) => told.filter((one) => one === message).length;

  for (let thing = 0; thing < 200; thing += 1) see(FRONT, appeared);
  for (let thing = 0; thing < 200; thing += 1) see(FRONT, crossed);
  see(YARD, crossed);

  expect(count("front_door events")).toBe(OBJECT_EVENTS_PER_S_MAX + PLACE_EVENTS_PER_S_MAX);
  expect(count("front_door line/gate/crossing")).toBe(PLACE_EVENTS_PER_S_MAX);
  expect(count("yard line/gate/crossing")).toBe(1);
  const dropped = 400 - OBJECT_EVENTS_PER_S_MAX - PLACE_EVENTS_PER_S_MAX;
  expect(meter.read("mqtt_live_dropped_total")).toEqual([
    { value: dropped, labels: { camera: "front_door" } },
  ]);
  expect(lines).toHaveLength(1);
  await clock.advance(1000);
  see(FRONT, crossed);
  expect(count("front_door line/gate/crossing")).toBe(PLACE_EVENTS_PER_S_MAX + 1);
});

test("a camera that is not there tells nothing", () => {
  const { told, see } = openReporter();

  see(CameraSlug.parse("elsewhere"), crossed);

  expect(told).toEqual([]);
});

test("while the broker is slow live events do not queue up before an alert", () => {
  const { told, see, clog, meter } = openReporter();

  clog(LANE_WAITING_MAX);
  see(FRONT, crossed);
  expect(told).toEqual([]);
  clog(LANE_WAITING_MAX - 1);
  see(FRONT, crossed);

  expect(told).toEqual(["front_door events", "front_door line/gate/crossing"]);
  expect(meter.read("mqtt_live_dropped_total")).toMatchObject([{ value: 1 }]);
});
