import type { Camera, CameraStatus } from "#domain/camera.ts";
import type { CameraSlug } from "#domain/ids.ts";

/** A camera may be away so long before it counts as a problem: a reconnect is none. */
export const OFFLINE_GRACE_MS = 20_000;

export interface CameraProblems extends Disposable {
  status(camera: Camera, status: CameraStatus): void;
}

/** Turns a camera that stays away into a problem, and takes it back when pictures arrive. */
export function openCameraProblems(problem: (key: string, sentence?: string) => void): CameraProblems {
  const waiting = new Map<CameraSlug, { timer: NodeJS.Timeout; sentence: string }>();
  const told = new Set<CameraSlug>();
  const keyOf = (slug: CameraSlug) => `camera.${slug}`;

  return {
    status: (camera, { state, reason }) => {
      const { slug, name } = camera;
      const sentence = `${name}: ${reason}`;
      const pending = waiting.get(slug);
      if (state === "live" || state === "off") {
        clearTimeout(pending?.timer);
        waiting.delete(slug);
        if (told.delete(slug)) problem(keyOf(slug));
      } else if (told.has(slug)) {
        // "Connecting" between two attempts is no news.
        if (state !== "starting") problem(keyOf(slug), sentence);
      } else if (pending) {
        if (state !== "starting") pending.sentence = sentence;
      } else {
        const timer = setTimeout(() => {
          told.add(slug);
          problem(keyOf(slug), waiting.get(slug)?.sentence ?? sentence);
          waiting.delete(slug);
        }, OFFLINE_GRACE_MS).unref();
        waiting.set(slug, { timer, sentence });
      }
    },
    [Symbol.dispose]: () => {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
