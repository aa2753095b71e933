import type { VideoFormat } from "#domain/camera.ts";
import type { DecodeMethod } from "#domain/decode.ts";

/** How streams are to be decoded where it costs most. */
export interface VideoDecoding {
  /** For a stream of this codec now; `software` while it is not known better. */
  methodFor(codec: VideoFormat["codec"]): DecodeMethod;
  /** Hardware gave no picture of this camera's stream, which is now decoded in software. */
  refused(cameraName: string, method: DecodeMethod): void;
}
