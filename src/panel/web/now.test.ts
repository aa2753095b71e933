import { expect, test } from "vitest";
import { liveWire } from "#api/live-wire.ts";
import { clipWire } from "#api/views.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { SceneTrack } from "#ports/live-sink.ts";
import { aClipState, anAlert } from "#test/builders.ts";
import { aScene, aSceneTrack } from "#test/live-scene.ts";
import { makeNows, QUIET_MS } from "./now.ts";

const door = CameraSlug.parse("front_door");
const START_MS = Date.UTC(2026, 5, 1, 12);
const everything = { alertsOnly: false };
const alertsOnly = { alertsOnly: true };
const nameOf = (camera: string) => (camera === "front_door" ? "Front door" : undefined);
const decision = { notify: true, notify_reason: "object=person", explanation: "A person was seen." };

const clip = aClipState({ startedAtMs: START_MS - 5000, durationMs: 20_000 });
const captured = { type: "clip", clip: clipWire(clip) } as const;
const decided = { type: "clip", clip: clipWire({ ...clip, alert_decision: decision }) } as const;
const alert = anAlert({
  phase: "detected",
  alert_id: clip.happening_id,
  ts: new Date(START_MS).toISOString(),
  summary: "Person at Front door, in zone Porch.",
});

function scene(...tracks: readonly Partial<SceneTrack>[]) {
  const all = tracks.map((wish, id) => aSceneTrack(id, "person", { sinceMs: START_MS, ...wish }));
  return { type: "scene", live: liveWire(door, aScene({ atMs: START_MS, tracks: all })) } as const;
}

test("somebody who is seen goes on now, and is over with the clip", () => {
  const nows = makeNows();
  const at = (nowMs: number) => nows.shown(everything, nameOf, nowMs);

  nows.hear(scene({}, { label: "dog" }), START_MS);
  const during = at(START_MS);
  nows.hear(scene(), START_MS + 2000);
  const after = at(START_MS + 3000);
  nows.hear(captured, START_MS + 20_000);

  expect(during).toMatchObject([
    {
      camera: door,
      alertId: undefined,
      sentence: "Person and dog at Front door.",
      since: "2026-06-01T12:00:00.000Z",
    },
  ]);
  expect(during[0]?.tracks).toHaveLength(2);
  expect(after).toMatchObject([{ sentence: "Person and dog at Front door.", tracks: [] }]);
  expect(at(START_MS + 20_001)).toEqual([]);
});

test("an alert says its own sentence, and stays until its clip is decided, once", () => {
  const nows = makeNows();
  const under = (filter: typeof everything) =>
    nows.shown(filter, nameOf, START_MS + 100).map(({ sentence }) => sentence);

  nows.hear({ type: "alert", alert }, START_MS);
  const during = [under(everything), under(alertsOnly)];
  nows.hear(captured, START_MS + 50);
  const afterClip = [under(everything), under(alertsOnly)];
  nows.hear(decided, START_MS + 60);
  nows.hear({ type: "alert", alert }, START_MS + 70);

  expect(during).toEqual([[alert.summary], [alert.summary]]);
  expect(afterClip).toEqual(during);
  expect([under(everything), under(alertsOnly)]).toEqual([[], []]);
});

test("who is still there after a clip goes on, and what becomes of that clip does not hide them", () => {
  const nows = makeNows();
  nows.hear(scene({}), START_MS);
  nows.hear(captured, START_MS + 20_000);

  nows.hear(scene({}), START_MS + 20_100);
  nows.hear(decided, START_MS + 20_200);

  expect(nows.shown(everything, nameOf, START_MS + 20_300)).toHaveLength(1);
});

test("a parked car is nothing that goes on; somebody who stands there is", () => {
  const nows = makeNows();
  nows.hear(scene({ label: "car", isStationary: true }), START_MS);
  const car = nows.shown(everything, nameOf, START_MS);
  nows.hear(scene({ label: "car", isStationary: true }, { isStationary: true }), START_MS);

  expect(car).toEqual([]);
  expect(nows.shown(everything, nameOf, START_MS)).toMatchObject([{ labels: ["person"] }]);
});

test("what nobody renews and what an older clip shows does not decide: it ends when it has been quiet", () => {
  const nows = makeNows();
  const older = aClipState({ startedAtMs: START_MS - 60_000 });
  nows.hear(scene({}), START_MS);
  nows.hear({ type: "clip", clip: clipWire(older) }, START_MS + 1);

  expect(nows.shown(everything, nameOf, START_MS + QUIET_MS - 1)).toHaveLength(1);
  expect(nows.shown(everything, nameOf, START_MS + QUIET_MS)).toEqual([]);
});

test("what began before the page was opened is recalled if it is recent", () => {
  const shownAfter = (lateMs: number) => {
    const nows = makeNows();
    nows.recall(alert, scene({}).live, START_MS + lateMs);
    return nows.shown(everything, nameOf, START_MS + lateMs).length;
  };

  expect([shownAfter(1000), shownAfter(QUIET_MS + 1)]).toEqual([1, 0]);
});

test("another camera's filter and a camera that is not set up any more hide it", () => {
  const nows = makeNows();
  nows.hear(scene({}), START_MS);

  expect(nows.shown({ ...everything, camera: "garage" }, nameOf, START_MS)).toEqual([]);
  expect(nows.shown(everything, () => undefined, START_MS)).toEqual([]);
});
