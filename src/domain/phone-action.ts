import { z } from "zod";
import { CameraSlug, HappeningId } from "./ids.ts";

const PREFIX = "PORCHLIGHT";
const ID_CHARS_MAX = 300;
const SNOOZE_MINUTES_MAX = 24 * 60;

const About = { camera: CameraSlug, alert: HappeningId };

/**
 * A button under a notification. Its id goes out with the notification and is all that comes back from the phone, maybe
 * days later: so it holds everything that the button does.
 */
export const PhoneAction = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("snooze"),
    ...About,
    minutes: z.coerce.number().int().min(1).max(SNOOZE_MINUTES_MAX),
  }),
  z.object({ kind: z.literal("expected"), ...About }),
  z.object({ kind: z.literal("open"), ...About }),
  z.object({ kind: z.literal("reply"), ...About }),
]);
export type PhoneAction = z.output<typeof PhoneAction>;

/** `PORCHLIGHT:snooze:front_door:front_door_20260601T115930Z:30`. */
export function phoneActionId(action: PhoneAction): string {
  const { kind, camera, alert } = action;
  return [PREFIX, kind, camera, alert, ...(kind === "snooze" ? [action.minutes] : [])].join(":");
}

/** `undefined` for a button that is not ours. */
export function readPhoneActionId(id: unknown): PhoneAction | undefined {
  if (typeof id !== "string" || id.length > ID_CHARS_MAX) return undefined;
  const [prefix, kind, camera, alert, minutes, ...rest] = id.split(":");
  if (prefix !== PREFIX || rest.length > 0) return undefined;
  return PhoneAction.safeParse({ kind, camera, alert, minutes }).data;
}
