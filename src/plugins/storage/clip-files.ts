import { join } from "node:path";
import type { CameraSlug, ClipId } from "#domain/ids.ts";

/** Where the files of a clip lie below the media folder. */
export function clipFiles(mediaDir: string, camera: CameraSlug, id: ClipId) {
  const stem = join(mediaDir, "clips", camera, id);
  return { video: `${stem}.mp4`, snapshot: `${stem}.jpg`, sidecar: `${stem}.json` };
}
