import { expect, test } from "vitest";
import { aClipState } from "#test/builders.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeClaims } from "./claims.ts";

const first = aClipState();
const second = aClipState({ startedAtMs: 0, happening: first.clip_id });

test("a claim is kept by the clip that made it, until it lets go", async () => {
  const claims = makeClaims(fakeStore().clips);

  expect(await claims.take(first)).toBeUndefined();
  expect(await claims.take(first)).toBeUndefined();
  expect(await claims.take(second)).toBe(first.clip_id);
  claims.release(second);
  expect(await claims.take(second)).toBe(first.clip_id);
  claims.release(first);
  expect(await claims.take(second)).toBeUndefined();
});

test("claims in memory are bounded: the oldest are forgotten", async () => {
  const claims = makeClaims(fakeStore().clips);
  await claims.take(first);

  for (let n = 1; n <= 1000; n += 1) await claims.take(aClipState({ camera: `camera_${n}` }));

  expect(await claims.take(second)).toBeUndefined();
  expect(
    await claims.take(aClipState({ startedAtMs: 0, happening: aClipState({ camera: "camera_9" }).clip_id })),
  ).toBe(aClipState({ camera: "camera_9" }).clip_id);
});
