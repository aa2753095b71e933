import { readInstallId } from "#home/install-id.ts";
import { alertTestTopic } from "#home/topics.ts";
import { type OpenAlertTest, openAlertTest } from "#pipeline/alert-test/alert-test.ts";
import { STAND_IN_LABEL, TEST_SLUG } from "#pipeline/alert-test/run-alert-test.ts";
import { plugins } from "#plugins/index.ts";
import { CameraRules } from "#plugins/policies/rules-settings.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import type { PluginContext } from "#ports/plugin.ts";
import { SELF_TEST_LABEL } from "#vision/self-test-picture.ts";
import type { WatchParts } from "./watch.ts";

export interface AlertTestingParts extends Pick<WatchParts, "keeper" | "store"> {
  readonly context: PluginContext;
  /** The one that true clips go through. */
  readonly filter: ObjectFilter;
  queues(): readonly { readonly stage: string; readonly running: number; readonly waiting: number }[];
}

/** The alert test with the app's own detector and broker, and with rules and a topic that no camera has. */
export async function openAlertTesting(parts: AlertTestingParts): Promise<OpenAlertTest> {
  const { keeper, store, context, filter, queues } = parts;
  const topic = alertTestTopic(await readInstallId(store.settings));
  const rules = CameraRules.parse({ notify_on_objects: [SELF_TEST_LABEL, STAND_IN_LABEL] });
  return openAlertTest({
    ...context,
    filter,
    policy: await plugins.policy.rules.open({ backend: "rules", cameras: { [TEST_SLUG]: rules } }, context),
    notifier: await plugins.notifier.mqtt.open({ topic }, context),
    topic,
    settings: store.settings,
    brokerTrouble: () => keeper.house.problems().find(({ key }) => key === "broker")?.sentence,
    isBusy: () => {
      const clips = queues().find(({ stage }) => stage === "filter");
      return filter.detector?.() === undefined || (clips !== undefined && clips.running + clips.waiting > 0);
    },
    onResult: keeper.alertTest,
  });
}
