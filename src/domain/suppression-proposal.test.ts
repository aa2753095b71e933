import { expect, test } from "vitest";
import { aLiveSummary, anAnalysis } from "#test/builders.ts";
import { aPastAlert, catBox } from "#test/suppressions.ts";
import { inTimeZone } from "#test/time-zone.ts";
import { DETECTIONS_MAX } from "./detection.ts";
import type { Box } from "./geometry.ts";
import { CameraSlug } from "./ids.ts";
import { hides, PLACES_MAX, SuppressionDraft } from "./suppression.ts";
import { decisiveOf, groundsOf, hidersOf } from "./suppression-evidence.ts";
import { dimensions, propose, widen } from "./suppression-proposal.ts";

const ROUNDS = 500;
const labels = ["cat", "dog", "car", "person", "bird", "kite"];
const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"];

/** A generator with a seed, so that a failure can be had again. */
function makeRandom(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Any alert: some things anywhere, some cut off by the edge, at any time of the years around. */
function anyAlert(random: () => number) {
  const anyBox = (): Box => {
    const [x, y] = [random() * 0.95, random() * 0.95];
    return { x, y, width: 0.01 + random() * (1 - x - 0.01), height: 0.01 + random() * (1 - y - 0.01) };
  };
  const things = Array.from({ length: 1 + Math.floor(random() * 12) }, () => ({
    label: labels[Math.floor(random() * labels.length)] ?? "cat",
    box: anyBox(),
    at_ms: random() * 600_000,
  }));
  const at = new Date(Date.UTC(2026, 0, 1) + Math.floor(random() * 365 * 86_400_000));
  return aPastAlert({ at, things, reason: random() < 0.5 ? "motion" : `object=${things[0]?.label ?? ""}` });
}

function forAlerts(check: (alert: ReturnType<typeof anyAlert>, draft: SuppressionDraft) => void): void {
  for (let seed = 1; seed <= ROUNDS; seed++) {
    using _ = inTimeZone(zones[seed % zones.length] ?? "UTC");
    const alert = anyAlert(makeRandom(seed));
    const proposal = propose(groundsOf(alert), labels, alert.clip_id);
    if (!proposal.ok) throw new Error(proposal.error);
    check(alert, proposal.value);
  }
}

/** Sightings around those of an alert: each a little or much beside it in one way. */
function* around(alert: ReturnType<typeof anyAlert>, random: () => number) {
  const { camera, detections, startedAtMs } = groundsOf(alert);
  for (const { label, box, at_ms } of detections) {
    const sighting = { camera, label, box, atMs: startedAtMs + at_ms };
    yield sighting;
    yield { ...sighting, box: { ...box, x: random() * (1 - box.width) } };
    yield { ...sighting, box: { ...box, height: random() * (1 - box.y) } };
    yield { ...sighting, atMs: sighting.atMs + Math.floor(random() * 86_400_000) };
    yield { ...sighting, label: labels[Math.floor(random() * labels.length)] ?? label };
  }
}

test("a proposal can be stored, and hides the alert that it was made from, in any time zone", () => {
  forAlerts((alert, draft) => {
    expect(SuppressionDraft.safeParse(draft).error).toBeUndefined();
    expect(hidersOf([draft], groundsOf(alert), labels)).toEqual([draft]);
  });
});

test("each widening hides all that the proposal hides, and can be stored", () => {
  forAlerts((alert, draft) => {
    const random = makeRandom(alert.duration_s + draft.labels.length);
    const hidden = [...around(alert, random)].filter((one) => hides(draft, one));
    for (const by of dimensions) {
      for (let wider = widen(draft, by); wider; wider = widen(wider, by)) {
        expect(SuppressionDraft.safeParse(wider).error).toBeUndefined();
        expect(hidden.every((one) => wider && hides(wider, one))).toBe(true);
      }
    }
  });
});

test("a widening changes one thing and comes to an end", () => {
  forAlerts((_, draft) => {
    const changed = { place: "places", size: "height", hours: "hours", labels: "labels" } as const;
    for (const by of dimensions) {
      const { [changed[by]]: _narrow, ...before } = draft;
      let steps = 0;
      for (let wider = widen(draft, by); wider; wider = widen(wider, by)) {
        const { [changed[by]]: _wide, ...after } = wider;
        expect(after).toEqual(before);
        steps++;
        expect(steps).toBeLessThan(8);
      }
    }
  });
});

test("nothing of another camera, label, or hour is ever hidden", () => {
  forAlerts((alert, draft) => {
    for (const sighting of around(alert, makeRandom(alert.bytes))) {
      expect(hides(draft, { ...sighting, camera: CameraSlug.parse("garage") })).toBe(false);
      expect(hides(draft, { ...sighting, label: "elephant" })).toBe(false);
    }
    const [first] = groundsOf(alert).detections;
    const noon = new Date(alert.start_ts);
    noon.setHours(noon.getHours() + 12);
    const later = first && { ...first, camera: alert.camera_name, atMs: noon.getTime() };
    expect(later && hides(draft, later)).toBe(false);
  });
});

test("a cat at night makes a small place around its foot, its size, and three hours", () => {
  const alert = aPastAlert({ at: new Date(2026, 5, 1, 23, 10) });

  const proposal = propose(groundsOf(alert), ["animal"], alert.clip_id);

  expect(proposal).toEqual({
    ok: true,
    value: {
      camera: "front_door",
      labels: ["cat"],
      places: [
        {
          x: expect.closeTo(0.15) as number,
          y: expect.closeTo(0.8) as number,
          width: expect.closeTo(0.1) as number,
          height: expect.closeTo(0.1) as number,
        },
      ],
      height: { min: expect.closeTo(0.14) as number, max: expect.closeTo(0.28) as number },
      hours: { from: 22 * 60, to: 60 },
      from_clip: alert.clip_id,
    },
  });
});

test("what the camera does not alert on is not part of it, unless something else than objects made the alert", () => {
  const things = [
    { label: "cat", box: catBox },
    { label: "car", box: { x: 0.6, y: 0.3, width: 0.3, height: 0.2 } },
  ];
  const proposedFor = (reason: string) => {
    const alert = aPastAlert({ at: new Date(2026, 5, 1, 23, 10), things, reason });
    const proposal = propose(groundsOf(alert), ["cat"], alert.clip_id);
    return proposal.ok ? proposal.value : undefined;
  };

  expect(proposedFor("object=cat")).toMatchObject({ labels: ["cat"], places: [{}] });
  expect(proposedFor("risk_level=medium")).toMatchObject({ labels: ["car", "cat"], places: [{}, {}] });
});

test("many things make at most as many places as are allowed, by joining the nearest", () => {
  const things = Array.from({ length: 12 }, (_, index) => ({
    label: "bird",
    box: { x: index / 13, y: index % 2 === 0 ? 0.1 : 0.8, width: 0.01, height: 0.02 },
  }));
  const alert = aPastAlert({ at: new Date(2026, 5, 1, 12), things });

  const proposal = propose(groundsOf(alert), ["bird"], alert.clip_id);

  expect(proposal.ok && proposal.value.places).toHaveLength(PLACES_MAX);
  expect(proposal.ok && hidersOf([proposal.value], groundsOf(alert), ["bird"])).toHaveLength(1);
});

test("what was told live is part of it, wherever it was then and whatever it was", () => {
  const at = new Date(2026, 5, 1, 23, 10);
  const told = [{ label: "dog", box: { ...catBox, x: 0.8 }, at: new Date(2026, 5, 2, 0, 1).toISOString() }];
  const alert = { at: at.toISOString(), reason: "zone=porch", sentence: "Dog in zone Porch.", told };
  const state = aPastAlert({ at }, { live: aLiveSummary({ alert }) });

  const proposal = propose(groundsOf(state), ["cat"], state.clip_id);
  const clipOnly = propose({ ...groundsOf(state), toldLive: [] }, ["cat"], state.clip_id);

  expect(proposal).toMatchObject({
    value: { labels: ["cat", "dog"], places: [{}, {}], hours: { from: 22 * 60, to: 2 * 60 } },
  });
  expect(proposal.ok && hidersOf([proposal.value], groundsOf(state), ["cat"])).toHaveLength(1);
  expect(clipOnly.ok && hidersOf([clipOnly.value], groundsOf(state), ["cat"])).toEqual([]);
});

test("an alert of high risk cannot be hidden, nor one of which nothing is known, nor a crowd that was cut", () => {
  const at = new Date(2026, 5, 1, 23, 10);
  const risky = aPastAlert({ at }, { analysis_result: anAnalysis({ risk_level: "high" }) });
  const blind = aPastAlert({ at, reason: "motion" }, { filter_result: null });
  const crowd = aPastAlert({
    at,
    things: Array.from({ length: DETECTIONS_MAX }, () => ({ label: "cat", box: catBox })),
  });
  const refusalOf = (alert: typeof risky) => {
    const proposal = propose(groundsOf(alert), ["cat"], alert.clip_id);
    return proposal.ok ? undefined : proposal.error;
  };

  expect(refusalOf(risky)).toContain("high risk");
  expect(refusalOf(blind)).toContain("nothing to go by");
  expect(refusalOf(crowd)).toContain("nothing to go by");
  expect(decisiveOf(groundsOf(crowd), ["cat"])).toEqual([]);
});
