import { access } from "node:fs/promises";
import type { z } from "zod";
import { testdata } from "#test/testdata.ts";
import { type Case, CaseFile } from "./case.ts";

type Told = z.input<typeof CaseFile> & { readonly file: string };

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

/** Real clips that lie beside the repository; what holds for them is what can be seen on them. */
const told: Readonly<Record<string, Told>> = {
  "filmed-light-change": {
    why: "A lane without anybody, while the light changes; a car is parked far away.",
    file: "fp_brightness_change_cctv.avi",
    at: "2026-06-01T14:05:00",
    camera: "Lane",
    seen: [],
    expect: { risk_at_most: "low", activity_one_of: ["nothing", "unknown"], absent: ["person", "animal"] },
  },
  "filmed-walkers": {
    why: "People cross a campus all the time, as they may.",
    file: "pets09_vtest_480x360.mp4",
    at: "2026-06-01T14:05:00",
    camera: "Campus",
    purpose: "Watches a footpath over a campus that is open to everybody.",
    normal: "People cross all day.",
    expect: {
      risk_at_most: "low",
      activity_one_of: ["passerby"],
      present: ["person"],
      absent: ["animal"],
      says: [["people", "person", "pedestrian", "group", "several"]],
    },
    // Frame 400 of the detections in mot/PETS09-S2L1, as fractions.
    seen: [
      { label: "person", score: 0.99, from_s: 0, to_s: 79, at_s: 40, box: box(0.35, 0.32, 0.05, 0.152) },
      { label: "person", score: 0.99, from_s: 0, to_s: 79, at_s: 40, box: box(0.888, 0.507, 0.064, 0.212) },
      { label: "person", score: 0.98, from_s: 0, to_s: 79, at_s: 40, box: box(0.759, 0.227, 0.056, 0.119) },
    ],
  },
};

/** Those of which the clip is there, and the names of the others. */
export async function filmedCases(): Promise<{ readonly cases: Case[]; readonly missing: string[] }> {
  const cases: Case[] = [];
  const missing: string[] = [];
  for (const [name, { file, ...rest }] of Object.entries(told)) {
    const path = testdata("videos", file);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) cases.push({ ...CaseFile.parse(rest), name, clipPath: async () => path });
    else missing.push(name);
  }
  return { cases, missing };
}
