import { readFileSync } from "node:fs";
import type { Box } from "#domain/geometry.ts";

/** One box of one frame: whose it is, or how sure. Pixels. */
export interface MotRow {
  readonly frame: number;
  readonly id: number;
  readonly box: Box;
  readonly score: number;
}

/** A file of the MOT challenge: `frame,id,left,top,width,height,score,…`, frames from 1. */
export function readMot(path: string): readonly MotRow[] {
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const [frame = 0, id = 0, x = 0, y = 0, width = 0, height = 0, score = 0] = line.split(",").map(Number);
      return { frame, id, box: { x, y, width, height }, score };
    });
}

/** The rows of each frame, in order; frames without any are missing. */
export function byFrame(rows: readonly MotRow[]): ReadonlyMap<number, readonly MotRow[]> {
  return Map.groupBy(rows, ({ frame }) => frame);
}
