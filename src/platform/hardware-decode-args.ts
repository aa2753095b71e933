import type { DecodeMethod } from "#domain/decode.ts";

/**
 * Pictures must come out as the hardware's own: with `-hwaccel` alone ffmpeg goes on in software without a word where
 * the hardware does not work.
 */
export function hardwareInput(method: DecodeMethod): readonly string[] {
  return method === "software" ? [] : ["-hwaccel", method, "-hwaccel_output_format", method];
}

/** Filters that bring a picture into memory, with a comma after them. 10 bits for H.265 cameras that have them. */
export function hardwareDownload(method: DecodeMethod): string {
  return method === "software" ? "" : "hwdownload,format=nv12|p010le,";
}
