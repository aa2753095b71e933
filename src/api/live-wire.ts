import { z } from "@hono/zod-openapi";
import { Box } from "#domain/geometry.ts";
import { CameraSlug } from "#domain/ids.ts";
import type { LiveScene } from "#ports/live-sink.ts";

const Count = z.int().min(0);
const At = z.iso.datetime();

/** What one camera sees now, as rules see it. */
export const LiveSceneWire = z.object({
  at: At,
  rules_version: Count,
  tracks: z.array(
    z.object({
      id: Count,
      label: z.string(),
      score: z.number(),
      /** Fractions of the picture. It stands where the middle of the lower edge is. */
      box: Box,
      stationary: z.boolean(),
      /** Known, but not found in this picture. */
      lost: z.boolean(),
      /** Ids of the zones that it is in. */
      zones: z.array(z.string()),
      since: At,
    }),
  ),
  zones: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      count: Count,
      labels: z.record(z.string(), Count),
      loitering: z.boolean(),
    }),
  ),
  lines: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      in: Count,
      out: Count,
      in_today: Count,
      out_today: Count,
    }),
  ),
});
export type LiveSceneWire = z.output<typeof LiveSceneWire>;

/** `scene` is null while nothing was looked at since the start. */
export const LiveWire = z.object({ camera: CameraSlug, scene: LiveSceneWire.nullable() });
export type LiveWire = z.output<typeof LiveWire>;

export function liveWire(camera: CameraSlug, scene: LiveScene | undefined): LiveWire {
  return { camera, scene: scene === undefined ? null : sceneWire(scene) };
}

function sceneWire({ atMs, rulesVersion, tracks, zones, lines }: LiveScene): LiveSceneWire {
  return {
    at: iso(atMs),
    rules_version: rulesVersion,
    tracks: tracks.map(({ id, label, score, box, isStationary, isLost, zones: inside, sinceMs }) => ({
      id,
      label,
      score,
      box,
      stationary: isStationary,
      lost: isLost,
      zones: [...inside],
      since: iso(sinceMs),
    })),
    zones: zones.map(({ id, name, count, labels, isLoitering }) => ({
      id,
      name,
      count,
      labels: { ...labels },
      loitering: isLoitering,
    })),
    lines: lines.map(({ id, name, in: inwards, out, inToday, outToday }) => ({
      id,
      name,
      in: inwards,
      out,
      in_today: inToday,
      out_today: outToday,
    })),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
