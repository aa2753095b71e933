import { z } from "zod";

/** What the owner may switch per camera while the app runs; kept over restarts. */
export const cameraSwitches = ["detection", "recording", "notifications", "analysis"] as const;
export type CameraSwitch = (typeof cameraSwitches)[number];

/** A switch that was not there when the settings were written is on. */
export const Switches = z
  .object({
    detection: z.boolean().default(true),
    recording: z.boolean().default(true),
    notifications: z.boolean().default(true),
    /** Clips are described by a vision model. */
    analysis: z.boolean().default(true),
  })
  .readonly();
export type Switches = z.output<typeof Switches>;

export const allSwitchesOn: Switches = Switches.parse({});
