import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { aScene, aSceneZone } from "#test/live-scene.ts";
import { makeEraser } from "./eraser.ts";
import type { Lane } from "./lane.ts";
import { makeLiveStates } from "./live-states.ts";
import { placesOf } from "./places.ts";
import { makeTopics } from "./topics.ts";

const FRONT = CameraSlug.parse("front_door");
const running = new AbortController().signal;

test("what still waits to be said of a zone that is buried is not said after", async () => {
  const clock = makeManualClock();
  const house = makeFakeHouse(["Front door"]);
  const topics = makeTopics("a1b2c3", "homeassistant");
  const published: string[] = [];
  const lane: Lane = {
    keep: (topic) => void published.push(topic),
    say: () => void published.push("emptied"),
    waiting: () => 0,
    drained: async () => undefined,
    forget: () => undefined,
  };
  const places = {
    of: () => placesOf(house.camera(FRONT)?.live ?? aScene()),
    ofDevice: () => [],
    note: () => undefined,
  };
  const live = makeLiveStates({ house, lane, topics, clock, places }, running);
  const eraser = makeEraser({ house, lane, topics, live, places });
  const id = house.camera(FRONT)?.id ?? "hub";
  const zones = Array.from({ length: 20 }, (_, n) => aSceneZone(`z${n}`));
  house.setLive(FRONT, aScene({ zones }));
  live.camera(FRONT);
  expect(published).not.toContain(topics.leaf(id, "zone/z19"));

  house.setLive(FRONT, aScene({ zones: zones.slice(0, 19) }));
  eraser.bury(id, ["zone_z19_occupancy", "zone_z19_count"]);
  await clock.advance(10_000);

  expect(published).not.toContain(topics.leaf(id, "zone/z19"));
  expect(published).toContain(topics.leaf(id, "zone/z18"));
  expect(published.filter((one) => one === "emptied")).toHaveLength(1);
});
