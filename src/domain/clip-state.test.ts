import { expect, test } from "vitest";
import { aClip, aFilterResult, anAnalysis } from "#test/builders.ts";
import { ClipState, clipOf, isToldBy, newClipState } from "./clip-state.ts";
import { clipOfSidecar, Sidecar, sidecarOf, stateOfSidecar } from "./sidecar.ts";

test.each([
  ["with a snapshot", aClip()],
  ["without one", withoutSnapshot()],
])("a clip %s is the same after its state was stored and read", (_name, clip) => {
  const state = ClipState.parse(JSON.parse(JSON.stringify(newClipState(clip))));

  expect(clipOf(state)).toEqual(clip);
  expect(state).toMatchObject({ status: "queued_local", end_ts: "2026-06-01T11:59:42.000Z", duration_s: 12 });
});

test("a sidecar tells all of a clip but where it lies", () => {
  const clip = aClip({ part: 3 });
  const sidecar = Sidecar.parse(JSON.parse(JSON.stringify(sidecarOf(newClipState(clip)))));

  expect(clipOfSidecar(sidecar, "/new/place.mp4", "/new/place.jpg")).toEqual({
    ...clip,
    path: "/new/place.mp4",
    snapshotPath: "/new/place.jpg",
  });
  expect(clipOfSidecar(sidecar, "/new/place.mp4", undefined)).not.toHaveProperty("snapshotPath");
  expect(JSON.stringify(sidecar)).not.toContain("/media/");
});

test("a journal that was lost is made anew from the sidecar, and what was at work begins again", () => {
  const clip = aClip();
  const log = { ...newClipState(clip).stages.filter, status: "ok" as const };
  const stages = {
    ...newClipState(clip).stages,
    filter: log,
    notify: { ...log, status: "running" as const },
  };
  const before = {
    ...newClipState(clip),
    stages,
    starred: true,
    copies: { nas: { uri: "webdav:/x", view_url: null } },
    filter_result: aFilterResult("person"),
  };
  const sidecar = Sidecar.parse(JSON.parse(JSON.stringify(sidecarOf(before))));

  const state = stateOfSidecar({ ...clip, path: "/new/place.mp4" }, sidecar);

  const begun = { ...stages, notify: newClipState(clip).stages.notify };
  expect(state).toEqual({ ...before, local_path: "/new/place.mp4", stages: begun });
  expect(stateOfSidecar(clip, undefined)).toEqual(newClipState(clip));
  const { stages: _, ...old } = sidecar;
  expect(stateOfSidecar(clip, old)).toEqual(newClipState(clip));
});

test("a row of before it was written down who told it is read as it is", () => {
  const { told: _, ...old } = newClipState(aClip());

  expect(ClipState.parse(old)).toEqual(newClipState(aClip()));
});

test("a notifier has told all when it has told what is known by now", () => {
  const state = { ...newClipState(aClip()), filter_result: aFilterResult("person") };
  const told = { mqtt: { at: state.end_ts, phase: "confirmed" as const } };

  expect(isToldBy({ ...state, told }, "mqtt")).toBe(true);
  expect(isToldBy({ ...state, told }, "phones")).toBe(false);
  expect(isToldBy({ ...state, told, analysis_result: anAnalysis() }, "mqtt")).toBe(false);
});

function withoutSnapshot() {
  const { snapshotPath: _, ...clip } = aClip();
  return clip;
}
