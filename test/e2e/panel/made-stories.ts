import type { TraceStep } from "#domain/decision.ts";
import { anAlert, anAnalysis } from "#test/builders.ts";
import type { Fixture } from "./fixture-server.ts";
import { makeClip } from "./made-clips.ts";

export const TITLE = "A stranger tries the handle of the front door and walks away";

const trace: readonly TraceStep[] = [
  {
    rule: "notify_on_objects",
    verdict: "passes",
    finding: "A person was seen, and this camera alerts on that.",
    otherwise: "Without person in notify_on_objects it would be no reason.",
  },
  {
    rule: "min_risk_level",
    verdict: "tells",
    finding: "The risk is high, and this camera alerts from medium on.",
    otherwise: "A lower risk than medium would be no reason.",
  },
  {
    rule: "quiet_hours",
    verdict: "keeps",
    finding: "It is in your quiet hours, 22:00 to 06:30.",
    otherwise: "From risk critical on you would be told.",
  },
  { rule: "snooze", verdict: "passes", finding: "Nothing is snoozed.", otherwise: null },
];

/** Adds a clip that a model has described, of a stranger at night, and gives its id. */
export function described({ add, cameras, scenes }: Fixture, noonMs: number): string {
  const made = makeClip({
    camera: cameras.front,
    startedAtMs: noonMs - 2 * 60_000,
    seen: { person: 0.91 },
    path: scenes.clips[0] ?? "",
    picture: scenes.pictures[0] ?? "",
  });
  const analysis_result = anAnalysis({
    risk_level: "high",
    activity_type: "suspicious_behavior",
    title: TITLE,
    summary:
      "A person in a dark hooded jacket comes up the path, looks into the window beside the door, tries the handle twice and leaves towards the street.",
    entities_timeline: [
      { type: "person", description: "Person in a dark hooded jacket", first_seen_s: 0.5, last_seen_s: 4 },
      { type: "dog", description: "Small brown dog on a lead", first_seen_s: 2.5, last_seen_s: 3.5 },
    ],
    requires_review: true,
    confidence: 0.64,
    model: "gpt-4o-mini",
    normal_version: 3,
    cost: 0.00213,
    latency_ms: 4200,
    instead: "Your first choice did not answer in time, so the next one was asked.",
  });
  const alert_decision = {
    notify: false,
    notify_reason: "quiet_hours",
    explanation:
      "The risk is high, and this camera alerts from medium on. Nobody is told: it is in your quiet hours, 22:00 to 06:30.",
    trace: [...trace],
  };
  const state = { ...made.state, analysis_result, alert_decision };
  const events = made.events.map((event) =>
    event.stage === "vlm" ? { ...event, type: "stage_completed" as const, duration_ms: 4200 } : event,
  );
  add({ state, events });
  return state.clip_id;
}

/** Quiet hours, an alert that nobody has seen, a guest in the house, and words about the front door. */
export async function fillTelling({
  telling: { alerting, briefings },
  cameras,
  clips,
}: Fixture): Promise<void> {
  const { version: basedOn, ...settings } = alerting.settings();
  await alerting.save(
    {
      ...settings,
      quiet_hours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "22:00", to: "06:30" }],
      escalation: { times: 3, every_s: 300, from_risk: "high" },
      mode_follows: "people",
    },
    basedOn,
  );
  const shown = clips.at(-1);
  if (shown) {
    const { clip_id, happening_id, camera_name, camera_title, start_ts } = shown;
    const risk = { risk_level: "high", title: "A stranger tries the handle of the front door" } as const;
    const ids = { clip_id, alert_id: happening_id, group_id: happening_id, dedupe_key: happening_id };
    alerting.told(anAlert({ ...ids, ...risk, camera_name, camera_title, ts: start_ts }));
  }
  await alerting.snooze(cameras.garage.slug, Date.now() + 40 * 60_000);
  await briefings.addNote({ text: "Grandparents are visiting", until_ms: Date.now() + 5 * 86_400_000 });
  await briefings.addNote({ text: "The gardener comes on Thursdays", until_ms: null });
  const words = {
    purpose: "Watches the front door and the path to it.",
    normal: "The neighbours' cat sleeps on the mat.",
  };
  await briefings.save(cameras.front.slug, words, 0);
}
