import type { Alert } from "#domain/alert.ts";
import type { RiskLevel } from "#domain/analysis.ts";
import { phoneActionId } from "#domain/phone-action.ts";
import type { Loudness } from "./phones-plan.ts";

/** Android's own channel that sounds although the phone is muted. */
const CRITICAL_CHANNEL = "alarm_stream";
/** A channel's loudness is fixed when a phone first sees it. So one for each, and one that never sounds. */
const QUIET_CHANNEL = "Camera updates";
const CHANNELS = {
  unrated: { channel: "Camera alerts", importance: "high" },
  low: { channel: "Camera alerts: low risk", importance: "default" },
  medium: { channel: "Camera alerts: medium risk", importance: "high" },
  high: { channel: "Camera alerts: high risk", importance: "high" },
  critical: { channel: "Camera alerts: critical risk", importance: "high" },
} as const satisfies Record<RiskLevel | "unrated", object>;
const COLORS = {
  unrated: "#1976d2",
  low: "#388e3c",
  medium: "#f57c00",
  high: "#d32f2f",
  critical: "#b71c1c",
} as const satisfies Record<RiskLevel | "unrated", string>;

export interface PayloadOptions {
  readonly loudness: Loudness;
  /** Nothing may sound, also where the notification was wiped away and is new to the phone. */
  readonly isSilent: boolean;
  /** `/app/a1b2c3_porchlight` */
  readonly appPath: string | undefined;
  readonly snoozeMinutes: number;
  readonly takesReplies: boolean;
  /** Without, it can only be opened: it says what became of an alert. */
  readonly hasAnswers: boolean;
}

/** `data` of a `notify.mobile_app_…` action. Keys are those of Home Assistant's apps; each ignores the other's. */
export function phoneData(alert: Alert, options: PayloadOptions): Readonly<Record<string, unknown>> {
  const { loudness, isSilent } = options;
  const risk = alert.risk_level ?? "unrated";
  const link = deepLink(alert, options.appPath);
  return {
    tag: alert.group_id,
    group: `porchlight-${alert.camera_name}`,
    // Silent while the notification stands there; a message that must ring does so again.
    alert_once: loudness === "quiet",
    ...channelOf(risk, loudness, isSilent),
    ttl: 0,
    priority: "high",
    color: COLORS[risk],
    notification_icon: "mdi:cctv",
    visibility: "private",
    car_ui: true,
    ...pictureOf(alert),
    ...(link === undefined ? {} : { clickAction: link, url: link }),
    push: pushOf(risk, loudness),
    actions: actionsOf(alert, link, options),
  };
}

/** Where a tap leads: the panel's address `#/clips/…` as a path below the app's page. */
export function deepLink({ panel_url }: Alert, appPath: string | undefined): string | undefined {
  return appPath === undefined ? undefined : `${appPath}${panel_url.replace(/^#/, "")}`;
}

function channelOf(risk: RiskLevel | "unrated", loudness: Loudness, isSilent: boolean): object {
  if (loudness === "critical") return { channel: CRITICAL_CHANNEL, importance: "high" };
  return isSilent ? { channel: QUIET_CHANNEL, importance: "low" } : CHANNELS[risk];
}

/** For iPhones. */
function pushOf(risk: RiskLevel | "unrated", loudness: Loudness): object {
  switch (loudness) {
    case "quiet":
      return { "interruption-level": "passive" };
    case "ring":
      return { "interruption-level": risk === "low" ? "active" : "time-sensitive" };
    case "critical":
      return { "interruption-level": "critical", sound: { name: "default", critical: 1, volume: 1 } };
  }
}

/** The picture wherever there is one: a phone that gets both shows the video only, and a long one not at all. */
function pictureOf({ image_url, clip_url }: Alert): object {
  if (image_url !== null) return { image: image_url };
  return clip_url === null ? {} : { video: clip_url };
}

/** In the order of their worth: Android shows the first three. */
function actionsOf(alert: Alert, link: string | undefined, options: PayloadOptions): readonly object[] {
  const about = { camera: alert.camera_name, alert: alert.alert_id };
  const { snoozeMinutes: minutes, hasAnswers, takesReplies } = options;
  const snooze = phoneActionId({ kind: "snooze", ...about, minutes });
  const answers = [
    { action: snooze, title: `Snooze ${minutes} min`, icon: "sfsymbols:bell.slash" },
    { action: phoneActionId({ kind: "expected", ...about }), title: "Expected", icon: "sfsymbols:checkmark" },
  ];
  // Android opens an address only under this very name, and then tells nobody.
  const open = { action: "URI", title: "Open", uri: link, icon: "sfsymbols:eye" };
  const reply = {
    action: phoneActionId({ kind: "reply", ...about }),
    title: "Tell Porchlight",
    behavior: "textInput",
    textInputPlaceholder: "Painter here until 17:00",
    icon: "sfsymbols:text.bubble",
  };
  return [
    ...(hasAnswers ? answers : []),
    ...(link === undefined ? [] : [open]),
    ...(hasAnswers && takesReplies ? [reply] : []),
  ];
}
