import type { FilterResult } from "#domain/detection.ts";
import { type AlertTestParts, STAND_IN_LABEL, TEST_SLUG } from "#pipeline/alert-test/run-alert-test.ts";
import { mqttNotifier } from "#plugins/notifiers/mqtt.ts";
import { rules } from "#plugins/policies/rules.ts";
import { CameraRules } from "#plugins/policies/rules-settings.ts";
import type { Broker } from "#ports/broker.ts";
import type { Clock } from "#ports/clock.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import { aFilterResult } from "./builders.ts";
import { fakeFilter, type Look } from "./fakes/filter.ts";
import type { Turn } from "./fakes/script.ts";
import { makeContext } from "./plugin-context.ts";

export const ALERT_TEST_TOPIC = "porchlight/a1b2c3/alert_test";

/** A filter that has a made clip with a stop sign on it, and sees on it what the turns say: first of all the sign. */
export function provingFilter(
  label: string | null = "stop sign",
  ...turns: readonly Turn<FilterResult | Look>[]
): ObjectFilter {
  const looks = turns.length === 0 ? [{ answer: aFilterResult(...(label ? [label] : [])) }] : turns;
  return {
    ...fakeFilter(...looks),
    detector: () => ({ model: "yolox_s", provider: "cpu", reason: "Asked for." }),
    testClip: async () => ({
      path: "/data/alert-test/clip.mp4",
      durationMs: 3000,
      bytes: 1000,
      video: { codec: "h264", width: 640, height: 640, audio: "none" },
      wanted: { labels: label ? [label] : [], minScore: 0.3 },
      label: label ?? undefined,
    }),
  };
}

/** The real rules and the real notifier on the given broker. */
export async function alertTestParts(
  broker: Broker,
  clock: Clock,
  filter: ObjectFilter = provingFilter(),
): Promise<AlertTestParts> {
  const context = { ...makeContext("/nowhere"), broker };
  const settings = CameraRules.parse({ notify_on_objects: ["stop sign", STAND_IN_LABEL] });
  return {
    filter,
    policy: await rules.open({ backend: "rules", cameras: { [TEST_SLUG]: settings } }, context),
    notifier: await mqttNotifier.open({ topic: ALERT_TEST_TOPIC }, context),
    broker,
    topic: ALERT_TEST_TOPIC,
    clock,
    brokerTrouble: () => "Home Assistant has no broker.",
  };
}
