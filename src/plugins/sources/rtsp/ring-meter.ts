import type { CameraSlug } from "#domain/ids.ts";
import type { Meter } from "#ports/meter.ts";
import type { WritableRing } from "#stream/ring.ts";

export interface RingMeter extends Disposable {
  /** Writes down what came since, and what is held now. */
  tick(): void;
}

/** Counts the frames of a stream and looks how much of it is held, for the metrics. */
export function meterRing(
  ring: Pick<WritableRing, "subscribe" | "bytes">,
  meter: Meter | undefined,
  labels: { readonly camera: CameraSlug; readonly stream: "main" | "sub" },
): RingMeter {
  let frames = 0;
  const heard = ring.subscribe(({ type }) => {
    if (type === "frame") frames += 1;
  });
  return {
    tick() {
      meter?.add("frames_total", labels, frames);
      meter?.set("ring_bytes", ring.bytes(), labels);
      frames = 0;
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}
