import sharp from "sharp";

// Pictures come one by one and never again: a cache would only grow, and one thread leaves the other cores to others.
sharp.cache(false);
sharp.concurrency(1);

const QUALITY = 82;

/** Red, green and blue in turn to a JPEG, in a thread of libuv's pool. */
export async function encodeJpeg(
  rgb: Uint8Array<ArrayBuffer>,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const picture = sharp(rgb, { raw: { width, height, channels: 3 } });
  return new Uint8Array(await picture.jpeg({ quality: QUALITY }).toBuffer());
}
