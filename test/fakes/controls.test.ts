import { CameraSlug } from "#domain/ids.ts";
import { alertingContract } from "#test/contracts/alerting.ts";
import { fakeAlerting } from "./controls.ts";

alertingContract("the fake of the entities' tests", CameraSlug.parse("front_door"), async () =>
  fakeAlerting(),
);
