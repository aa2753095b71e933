import { expect, test } from "vitest";
import { CameraSlug, HappeningId } from "./ids.ts";
import { type PhoneAction, phoneActionId, readPhoneActionId } from "./phone-action.ts";

const about = {
  camera: CameraSlug.parse("front_door"),
  alert: HappeningId.parse("front_door_20260601T115930Z_2"),
};

test.each<PhoneAction>([
  { kind: "snooze", ...about, minutes: 30 },
  { kind: "expected", ...about },
  { kind: "open", ...about },
  { kind: "reply", ...about },
])("what $kind does is read back from its id", (action) => {
  expect(readPhoneActionId(phoneActionId(action))).toEqual(action);
});

test.each([
  ["a button of somebody else's", "LIGHTS_OFF"],
  ["no text", 12],
  ["an unknown kind", `PORCHLIGHT:erase:${about.camera}:${about.alert}`],
  ["a camera that cannot be", `PORCHLIGHT:expected:../etc:${about.alert}`],
  ["an alert that cannot be", `PORCHLIGHT:expected:${about.camera}:drop table`],
  ["a snooze for ever", `PORCHLIGHT:snooze:${about.camera}:${about.alert}:99999`],
  ["a snooze without an end", `PORCHLIGHT:snooze:${about.camera}:${about.alert}`],
  ["more than a button says", `PORCHLIGHT:snooze:${about.camera}:${about.alert}:30:x`],
  ["a flood", `PORCHLIGHT:expected:${about.camera}:${"a".repeat(1000)}`],
])("%s is no button of ours", (_, id) => {
  expect(readPhoneActionId(id)).toBeUndefined();
});
