import type { CameraStatus } from "#domain/camera.ts";
import type { SourceContext } from "#ports/plugin.ts";

/** A reconnect is no problem; staying away is. */
const TELL_AFTER_MS = 30_000;

/** Tells when the sub-stream stays away. Nothing is lost by that: motion is then looked for in the main stream. */
export function makeSubStreamTrouble({
  camera,
  clock,
  problem,
}: Pick<SourceContext, "camera" | "clock" | "problem">) {
  const key = `camera.${camera.slug}.substream`;
  let awaySinceMs: number | undefined;
  let isTold = false;

  return {
    /** Sessions say it again with each attempt. */
    status({ state, reason }: CameraStatus): void {
      if (state === "live") {
        awaySinceMs = undefined;
        if (isTold) problem(key);
        isTold = false;
        return;
      }
      awaySinceMs ??= clock.monotonic();
      if (state === "starting" || clock.monotonic() - awaySinceMs < TELL_AFTER_MS) return;
      isTold = true;
      problem(
        key,
        `The sub-stream of ${camera.name} is away, so motion is looked for in the main stream. ${reason}`,
      );
    },
  };
}
