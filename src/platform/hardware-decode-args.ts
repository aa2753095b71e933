import type { DecodeMethod } from "#domain/decode.ts";

/**
 * Pictures must come out as the hardware's own: with `-hwaccel` alone ffmpeg goes on in software without a word where
 * the hardware does not work. Intel's own library would hold back four pictures.
 */
export function hardwareInput(method: DecodeMethod): readonly string[] {
  if (method === "software") return [];
  const atOnce = method === "qsv" ? ["-async_depth", "1"] : [];
  return ["-hwaccel", method, "-hwaccel_output_format", method, ...atOnce];
}

/** Filters that bring a picture into memory, with a comma after them; 10 bits as some H.265 cameras have them. */
export function hardwareDownload(method: DecodeMethod): string {
  return method === "software" ? "" : "hwdownload,format=nv12|p010le,";
}
