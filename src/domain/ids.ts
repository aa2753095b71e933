import { z } from "zod";

const SLUG_MAX = 48;

/** A camera's name as it stands in topics, paths and file names. Follows the name when the owner renames. */
export const CameraSlug = z
  .string()
  .regex(/^[a-z0-9]+(_[a-z0-9]+)*$/)
  .max(SLUG_MAX)
  .brand("CameraSlug");
export type CameraSlug = z.output<typeof CameraSlug>;

/** A camera's identity in Home Assistant: six hex digits, never changes, says nothing. */
export const CameraId = z
  .string()
  .regex(/^[0-9a-f]{6}$/)
  .brand("CameraId");
export type CameraId = z.output<typeof CameraId>;

/** `{camera_slug}_{YYYYMMDDTHHMMSS}Z[_n]`, UTC. `_2`, `_3`… where two clips begin in the same second. */
export const ClipId = z
  .string()
  .regex(/^[a-z0-9_]+_\d{8}T\d{6}Z(_\d+)?$/)
  .max(96)
  .brand("ClipId");
export type ClipId = z.output<typeof ClipId>;

/** One thing that went on in front of one camera: the id of its first clip. */
export const HappeningId = ClipId.brand("HappeningId");
export type HappeningId = z.output<typeof HappeningId>;

/**
 * Turns any name into a slug: letters without accents, digits, single underscores. A name in another script than Latin
 * (or of signs alone) gets `camera_` and six hex digits that follow from it.
 */
export function slugOf(name: string): CameraSlug {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, SLUG_MAX)
    .replace(/^_+|_+$/g, "");
  return CameraSlug.parse(plain !== "" ? plain : `camera_${shortHash(name)}`);
}

/** FNV-1a, 24 bits, as six hex digits. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 24)) & 0xffffff).toString(16).padStart(6, "0");
}

/** The id of the clip that begins at `startedAtMs` (Unix ms). `copy` counts from 1 within one second. */
export function clipIdOf(camera: CameraSlug, startedAtMs: number, copy: number): ClipId {
  const stamp = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");
  return ClipId.parse(`${camera}_${stamp}Z${copy > 1 ? `_${copy}` : ""}`);
}

/** Camera and start of a clip, read back from its id. */
export function readClipId(id: ClipId): { readonly camera: CameraSlug; readonly startedAtMs: number } {
  const match = /^(.+)_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:_\d+)?$/.exec(id);
  if (!match) throw new Error(`not a clip id: ${id}`);
  const [, camera, year, month, day, hour, minute, second] = match;
  return {
    camera: CameraSlug.parse(camera),
    startedAtMs: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`),
  };
}
