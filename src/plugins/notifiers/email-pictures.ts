import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Alert } from "#domain/alert.ts";

/** A snapshot of 8 million pixels has 3 MB; what is far larger is none. */
const SNAPSHOT_BYTES_MAX = 16 * 1024 * 1024;
const SNAPSHOT_PIXELS_MAX = 40_000_000;
const QUALITY = 78;

/** A picture that is shown inside a mail. */
export interface MailPicture {
  /** What the HTML calls it by: `cid:…`. */
  readonly cid: string;
  readonly name: string;
  readonly jpeg: Buffer;
}

/** Where a clip's snapshot lies. Both parts are checked words, so that no path leads elsewhere. */
export function snapshotPath(mediaDir: string, { camera_name, clip_id }: Alert): string {
  return join(mediaDir, "clips", camera_name, `${clip_id}.jpg`);
}

/** The snapshot of an alert, at most so wide (px) and of so many bytes. Nothing where there is none that can be shown. */
export async function readPicture(
  mediaDir: string,
  alert: Alert,
  limits: { readonly widthMax: number; readonly bytesMax: number },
): Promise<MailPicture | undefined> {
  const path = snapshotPath(mediaDir, alert);
  const bytes = await stat(path).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  if (bytes === 0 || bytes > SNAPSHOT_BYTES_MAX) return undefined;
  const jpeg = await shrink(path, limits.widthMax);
  if (jpeg === undefined || jpeg.length > limits.bytesMax) return undefined;
  return { cid: `${alert.clip_id}@porchlight`, name: `${alert.clip_id}.jpg`, jpeg };
}

/** Made anew, so that nothing but a picture leaves the house: no place, no camera's serial number. */
async function shrink(path: string, width: number): Promise<Buffer | undefined> {
  const { default: sharp } = await import("sharp");
  try {
    return await sharp(path, { limitInputPixels: SNAPSHOT_PIXELS_MAX, failOn: "truncated" })
      .resize({ width, withoutEnlargement: true })
      .jpeg({ quality: QUALITY })
      .toBuffer();
  } catch {
    // Half written, or none at all: the words are worth sending without.
    return undefined;
  }
}
