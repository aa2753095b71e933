import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Detection } from "#domain/detection.ts";
import { type Box, iou } from "#domain/geometry.ts";
import { coco80 } from "#vision/coco.ts";
import { testdata } from "./testdata.ts";

const IOU_MIN = 0.5;

/** One picture with what is truly in it. */
export interface LabelledStill {
  readonly path: string;
  readonly truth: readonly { readonly label: string; readonly box: Box }[];
}

export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly truths: number;
  readonly found: number;
}

/** The 60 stills of coco128-val2017 that lie in the test data, which no detector trained on COCO has seen. */
export async function labelledStills(): Promise<readonly LabelledStill[]> {
  const folder = testdata("stills", "coco128-val2017");
  const files = (await readdir(folder, { recursive: true })).toSorted();
  const labels = new Map(
    files.filter((file) => file.endsWith(".txt")).map((file) => [basename(file, ".txt"), file]),
  );
  return Promise.all(
    files
      .filter((file) => file.endsWith(".jpg"))
      .map(async (file) => {
        const label = labels.get(basename(file, ".jpg"));
        const text = label === undefined ? "" : await readFile(join(folder, label), "utf8");
        return { path: join(folder, file), truth: text.split("\n").filter(Boolean).map(readTruth) };
      }),
  );
}

/** Precision and recall of one label (or of all) over all stills: the surest detection takes its best match first. */
export function scoreDetections(
  stills: readonly LabelledStill[],
  detections: readonly (readonly Detection[])[],
  only?: string,
): Score {
  let hits = 0;
  let found = 0;
  let truths = 0;
  for (const [index, { truth }] of stills.entries()) {
    const open = truth.filter(({ label }) => only === undefined || label === only);
    truths += open.length;
    for (const { label, box } of (detections[index] ?? []).toSorted((a, b) => b.score - a.score)) {
      if (only !== undefined && label !== only) continue;
      found += 1;
      const overlaps = open.map((other) => (other.label === label ? iou(other.box, box) : 0));
      const best = overlaps.indexOf(Math.max(...overlaps));
      if ((overlaps[best] ?? 0) < IOU_MIN) continue;
      open.splice(best, 1);
      hits += 1;
    }
  }
  return { precision: hits / found, recall: hits / truths, truths, found };
}

/** `class centre-x centre-y width height`, fractions. */
function readTruth(line: string): { label: string; box: Box } {
  const [index = -1, x = 0, y = 0, width = 0, height = 0] = line.trim().split(/\s+/).map(Number);
  return { label: coco80[index] ?? "", box: { x: x - width / 2, y: y - height / 2, width, height } };
}
