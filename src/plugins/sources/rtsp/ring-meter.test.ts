import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { makeMeters } from "#house/meters.ts";
import { openRing } from "#stream/ring.ts";
import { framesOf } from "#test/frames.ts";
import { makeMedia } from "#test/servers/media.ts";
import { meterRing } from "./ring-meter.ts";

test("frames are counted once, and what the ring holds is what is shown", async () => {
  const meters = makeMeters();
  const ring = openRing({ maxSeconds: 2, maxBytes: 64 * 1024 * 1024 });
  const labels = { camera: CameraSlug.parse("door"), stream: "main" } as const;
  const meter = meterRing(ring, meters, labels);
  const { init, frames } = await framesOf(await makeMedia({ codec: "h264", seconds: 20 }));
  ring.begin(init);

  for (const [index, frame] of frames.entries()) {
    ring.push({ ...frame, arrivedAtMs: frame.dtsMs });
    if (index % 50 === 0) meter.tick();
  }
  meter.tick();

  expect(meters.read("frames_total")).toEqual([{ value: frames.length, labels }]);
  expect(meters.read("ring_bytes")).toEqual([{ value: ring.bytes(), labels }]);
  expect(ring.bytes()).toBeGreaterThan(0);
  meter[Symbol.dispose]();
  ring.push({ ...(frames.at(-1) as (typeof frames)[number]), arrivedAtMs: 0 });
  meter.tick();
  expect(meters.read("frames_total")).toEqual([{ value: frames.length, labels }]);
});
