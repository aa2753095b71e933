import { expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { CameraSlug } from "#domain/ids.ts";
import { aClipState, anAlert, anAnalysis } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { makeRecent } from "./recent.ts";

const FRONT = CameraSlug.parse("front_door");
const running = new AbortController().signal;

function openStage() {
  const clock = makeManualClock();
  const house = makeFakeHouse(["Front door", "Yard"]);
  const recent = makeRecent({ clock, onOver: () => undefined }, running);
  const front = () => {
    const view = house.camera(FRONT);
    if (view === undefined) throw new Error("unreachable");
    return view;
  };
  return { clock, house, recent, front };
}

function analyzing(status: ClipState["stages"]["vlm"]["status"], fields: Partial<ClipState> = {}): ClipState {
  const state = aClipState({}, fields);
  return { ...state, stages: { ...state.stages, vlm: { ...state.stages.vlm, status } } };
}

test("the last person is when one came, and once they have gone, when that was", async () => {
  const { clock, house, recent, front } = openStage();
  recent.see(front());
  expect(recent.lastPersonMs(FRONT)).toBeUndefined();

  house.setPresent(FRONT, ["person"]);
  const cameMs = clock.now();
  recent.see(front());
  await clock.advance(60_000);
  recent.see(front());
  expect(recent.lastPersonMs(FRONT)).toBe(cameMs);
  house.setPresent(FRONT, ["vehicle"]);
  recent.see(front());

  expect(recent.lastPersonMs(FRONT)).toBe(cameMs + 60_000);
});

test("the activity is the highest of what goes on", () => {
  const { house, recent, front } = openStage();
  const seen = () => recent.activity(front());
  expect(seen()).toBe("idle");

  house.setMotion(FRONT, true);
  expect(seen()).toBe("motion");
  house.setPresent(FRONT, ["animal"]);
  expect(seen()).toBe("tracking");
  recent.note(analyzing("running"));
  expect(seen()).toBe("analyzing");
  recent.severities.note(anAlert({ risk_level: "low" }));
  expect(seen()).toBe("alert");

  house.setMotion(FRONT, false);
  house.setPresent(FRONT, []);
  expect(seen()).toBe("analyzing");
  recent.note(analyzing("ok"));
  expect(seen()).toBe("idle");
});

test("a camera is not busy with the clip of another", () => {
  const { recent, front } = openStage();

  recent.note({ ...analyzing("running"), camera_name: CameraSlug.parse("yard") });

  expect(recent.activity(front())).toBe("idle");
});

test("who a model saw, and how long it took, is known from the clip", () => {
  const { recent } = openStage();
  const courier = { type: "person", description: "A courier.", first_seen_s: 1, last_seen_s: 4 };
  const state = analyzing("ok", {
    analysis_result: anAnalysis({ entities_timeline: [courier], latency_ms: 5300 }),
  });
  expect(recent.entities(state.happening_id)).toEqual([]);
  expect(recent.latencyMs()).toBeUndefined();

  recent.note(state);

  expect(recent.entities(state.happening_id)).toEqual([courier]);
  expect(recent.latencyMs()).toBe(5300);
});
