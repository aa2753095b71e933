import { Failure } from "#domain/failure.ts";
import { untilAborted } from "#platform/abort.ts";
import type { DetectorView } from "#ports/object-filter.ts";
import type { Detector } from "./detector.ts";

/** Where the model is on its way. */
export type State =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly detector: Detector }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface ModelState {
  become(next: State): void;
  /** The model if it is there, `undefined` while it is loaded. Throws the `Failure` while it cannot be had. */
  now(): Detector | undefined;
  /** `undefined` unless the model is there. */
  view(): DetectorView | undefined;
  /** Waits while the model is loaded. */
  ready(signal: AbortSignal): Promise<Detector>;
}

export function makeModelState(): ModelState {
  let state: State = { kind: "loading" };
  let changed = Promise.withResolvers<void>();

  function now(): Detector | undefined {
    if (state.kind === "failed") throw state.failure;
    return state.kind === "ready" ? state.detector : undefined;
  }

  return {
    become: (next) => {
      state = next;
      changed.resolve();
      changed = Promise.withResolvers<void>();
    },
    now,
    view: () => (state.kind === "ready" ? state.detector.view() : undefined),
    ready: async (signal) => {
      for (;;) {
        if (signal.aborted) throw new Failure("aborted", "Looking at the clip was stopped.");
        const detector = now();
        if (detector) return detector;
        await Promise.race([changed.promise, untilAborted(signal)]);
      }
    },
  };
}
