import { door, makeAlertingBench } from "#test/alerting-bench.ts";
import { alertingContract } from "#test/contracts/alerting.ts";
import { fakeAlerting } from "#test/fakes/controls.ts";

alertingContract("the house's keeper of alerts", door.slug, () => makeAlertingBench().open());
alertingContract("the fake for entities", door.slug, async () => fakeAlerting());
