import { expect, test } from "vitest";
import type { Alert } from "#domain/alert.ts";
import { HappeningId } from "#domain/ids.ts";
import { anAlert } from "#test/builders.ts";
import { type Loudness, loudnessOf, type Occasion, PUSHES_MAX, type Told, toldNow } from "./phones-plan.ts";

const alert = anAlert({ phase: "detected" });

/** What a phone hears of several tellings, one after another. */
function heard(
  tellings: readonly (Partial<Alert> & { readonly says?: string })[],
  rules: Partial<Occasion> = {},
): readonly (Loudness | undefined)[] {
  let told: Told | undefined;
  return tellings.map(({ says = "", ...fields }) => {
    const occasion: Occasion = {
      alert: { ...alert, ...fields },
      print: says,
      criticalFrom: "critical",
      isInPlace: true,
      ...rules,
    };
    const loudness = loudnessOf(told, occasion);
    if (loudness !== undefined) told = toldNow(told, occasion, loudness);
    return loudness;
  });
}

test("the first rings, updates are quiet, and what looks the same is not sent", () => {
  expect(heard([{ says: "a" }, { says: "a" }, { says: "b" }])).toEqual(["ring", undefined, "quiet"]);
});

test("a happening is at most three pushes", () => {
  const many = Array.from({ length: 10 }, (_, index) => ({ says: String(index) }));

  expect(heard(many).filter((loudness) => loudness !== undefined)).toHaveLength(PUSHES_MAX);
});

test("danger rings once, also after three pushes", () => {
  const updates = ["a", "b", "c", "d"].map((says) => ({ says }));
  const danger = { says: "e", risk_level: "critical" } as const;

  expect(heard([...updates, danger, { ...danger, says: "f" }]).slice(4)).toEqual(["critical", undefined]);
});

test("never means that a muted phone stays so", () => {
  expect(heard([{ says: "a", risk_level: "critical" }], { criticalFrom: "never" })).toEqual(["ring"]);
});

test("each time that nobody has answered it rings again, saying the same", () => {
  expect(
    heard([
      { says: "a" },
      { says: "a", escalation: 1 },
      { says: "a", escalation: 1 },
      { says: "a", escalation: 2 },
    ]),
  ).toEqual(["ring", "ring", undefined, "ring"]);
});

test("escalations of two alerts in one notification are told apart", () => {
  const other = HappeningId.parse("yard_20260601T115940Z");

  expect(
    heard([
      { says: "a", escalation: 1 },
      { says: "b", escalation: 1, alert_id: other },
    ]),
  ).toEqual(["ring", "ring"]);
});

test("old news never rings, whatever its risk and however often it is told", () => {
  expect(
    heard([
      { says: "a", late: true, risk_level: "critical" },
      { says: "b", late: true, risk_level: "critical", escalation: 1 },
    ]),
  ).toEqual(["quiet", "quiet"]);
});

test("a second alert in the same notification has three pushes of its own", () => {
  const other = HappeningId.parse("yard_20260601T115940Z");
  const first = ["a", "b", "c"].map((says) => ({ says }));
  const second = ["d", "e", "f", "g"].map((says) => ({ says, alert_id: other }));

  expect(heard([...first, ...second])).toEqual(["ring", ...Array(5).fill("quiet"), undefined]);
});
