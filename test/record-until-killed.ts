import { setTimeout as sleep } from "node:timers/promises";
import { framesOf } from "./frames.ts";
import { recordInto } from "./recording.ts";

/** `node test/record-until-killed.ts FILE MEDIA_DIR`: records a file at twice its speed, as one capture that never ends. */
const [file = "", mediaDir = ""] = process.argv.slice(2);
const rules = { postRollMs: 1e9, maxClipMs: 1e9, minClipMs: 1e9, mergeGapMs: 0, resumeMs: 0 };
const box = await recordInto({ rules, preRollMs: 0, mediaDir });
const { init, frames } = await framesOf(file);

box.ring.begin(init);
for (const frame of frames) {
  box.ring.push({ ...frame, arrivedAtMs: box.clock.now() });
  box.recorder.motion("motion");
  if (frame.track === "video") await sleep(frame.durationMs / 2);
}
await sleep(60_000);
