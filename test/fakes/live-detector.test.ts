import { liveDetectorContract } from "#test/contracts/live-detector.ts";
import { fakeLiveDetector } from "./live-detector.ts";

liveDetectorContract("the fake live detector", () => ({
  detector: fakeLiveDetector(() => [
    { label: "person", score: 0.9, box: { x: 0, y: 0, width: 0.1, height: 0.3 } },
    { label: "person", score: 0.05, box: { x: 0.5, y: 0, width: 0.1, height: 0.3 } },
  ]),
  frame: () => ({ width: 2, height: 2, i420: new Uint8Array(6), atMs: 0 }),
}));
