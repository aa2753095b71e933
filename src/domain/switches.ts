/** What the owner may switch per camera while the app runs; kept over restarts. */
export const cameraSwitches = ["detection", "recording", "notifications"] as const;
export type CameraSwitch = (typeof cameraSwitches)[number];
export type Switches = Readonly<Record<CameraSwitch, boolean>>;

export const allSwitchesOn: Switches = { detection: true, recording: true, notifications: true };
