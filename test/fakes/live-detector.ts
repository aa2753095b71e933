import type { Detection } from "#domain/detection.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { LiveDetector, LiveLook } from "#ports/live-detector.ts";

/** What is in the picture at that time; `undefined` drops the frame, an error is thrown. */
export type LiveAnswer = readonly Omit<Detection, "at_ms">[] | undefined | Error;

export interface AskedLook {
  readonly camera: CameraSlug;
  readonly atMs: number;
  readonly look: LiveLook;
}

export interface FakeLiveDetector extends LiveDetector {
  readonly asked: readonly AskedLook[];
}

/** A detector that sees what it is told to see. Like a real one it takes the bytes of a frame and keeps to what is wanted. */
export function fakeLiveDetector(see: (atMs: number) => LiveAnswer | Promise<LiveAnswer>): FakeLiveDetector {
  const asked: AskedLook[] = [];
  let looked = 0;
  let dropped = 0;
  return {
    asked,
    async look(camera, frame, look, signal) {
      asked.push({ camera, atMs: frame.atMs, look });
      structuredClone(frame.i420, { transfer: [frame.i420.buffer] });
      const answer = await unlessAborted(Promise.resolve(see(frame.atMs)), signal);
      if (answer instanceof Error) throw answer;
      if (!answer) dropped++;
      else looked++;
      return answer
        ?.filter(({ label, score }) => look.labels.includes(label) && score >= look.minScore)
        .map((one) => ({ ...one, at_ms: 0 }));
    },
    load: () => ({ waiting: asked.length - looked - dropped, looked, dropped, lookMs: 0 }),
  };
}

function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  const abort = () => reject(new Failure("aborted", "Looking was stopped."));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  value.then(resolve, reject);
  return promise.finally(() => signal.removeEventListener("abort", abort));
}
