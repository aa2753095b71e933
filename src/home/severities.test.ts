import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { anAlert } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeSeverities, SEVERITY_MS } from "./severities.ts";

const FRONT = CameraSlug.parse("front_door");

function openStage() {
  const clock = makeManualClock();
  const over: CameraSlug[] = [];
  const stop = new AbortController();
  const severities = makeSeverities({ clock, onOver: (camera) => over.push(camera) }, stop.signal);
  return { clock, over, severities, stop };
}

test("an alert is severe for a while, and then nothing is", async () => {
  const { clock, over, severities } = openStage();
  expect(severities.of(FRONT)).toBe("none");

  severities.note(anAlert({ risk_level: "high" }));
  await clock.advance(SEVERITY_MS - 1);
  expect(severities.of(FRONT)).toBe("high");
  expect(over).toEqual([]);
  await clock.advance(1);

  expect(severities.of(FRONT)).toBe("none");
  expect(over).toEqual([FRONT]);
});

test("what is told better counts, also if it is less, and holds on from then", async () => {
  const { clock, over, severities } = openStage();
  severities.note(anAlert({ risk_level: null }));
  expect(severities.of(FRONT)).toBe("medium");
  await clock.advance(SEVERITY_MS / 2);

  severities.note(anAlert({ risk_level: "low" }));
  await clock.advance(SEVERITY_MS - 1);

  expect(severities.of(FRONT)).toBe("low");
  expect(clock.sleepers()).toBe(1);
  await clock.advance(1);
  expect(over).toEqual([FRONT]);
});

test("old news is not severe", () => {
  const { severities } = openStage();

  severities.note(anAlert({ risk_level: "critical", late: true }));

  expect(severities.of(FRONT)).toBe("none");
});

test("nothing is said after the end", async () => {
  const { clock, over, severities, stop } = openStage();
  severities.note(anAlert({ risk_level: "high" }));

  stop.abort();
  await clock.advance(SEVERITY_MS);

  expect(over).toEqual([]);
  expect(clock.sleepers()).toBe(0);
});
