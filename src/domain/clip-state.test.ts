import { expect, test } from "vitest";
import { aClip } from "#test/builders.ts";
import { ClipState, clipOf, newClipState } from "./clip-state.ts";
import { clipOfSidecar, Sidecar, sidecarOf } from "./sidecar.ts";

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
  const sidecar = Sidecar.parse(JSON.parse(JSON.stringify(sidecarOf(clip, "local:x"))));

  expect(clipOfSidecar(sidecar, "/new/place.mp4", "/new/place.jpg")).toEqual({
    ...clip,
    path: "/new/place.mp4",
    snapshotPath: "/new/place.jpg",
  });
  expect(clipOfSidecar(sidecar, "/new/place.mp4", undefined)).not.toHaveProperty("snapshotPath");
  expect(JSON.stringify(sidecar)).not.toContain("/media/");
});

function withoutSnapshot() {
  const { snapshotPath: _, ...clip } = aClip();
  return clip;
}
