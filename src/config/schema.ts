import { z } from "zod";
import { BudgetSettings } from "#domain/budget.ts";
import { decodeMethods } from "#domain/decode.ts";
import { RetentionSettings } from "#domain/retention-settings.ts";
import { AnalyzerSettings } from "#plugins/analyzers/settings.ts";
import { YoloSettings } from "#plugins/filters/yolo/settings.ts";
import { EmailSettings, PhoneSettings, WebhookSettings } from "#plugins/notifiers/settings.ts";
import { CameraRules } from "#plugins/policies/rules-settings.ts";
import { RtspSettings } from "#plugins/sources/rtsp/settings.ts";
import { StorageSettings } from "#plugins/storage/settings.ts";

export const CAMERAS_MAX = 64;
export const COPIES_MAX = 4;
export const MORE_ANALYZERS_MAX = 3;
export const WEBHOOKS_MAX = 8;

/** One camera of the options form: flat, as Home Assistant's form cannot nest in lists. */
export const CameraOptions = z.object({
  name: z.string().trim().min(1).max(64).meta({
    title: "Name",
    description: "What you call the camera. Entities, folders and topics are named after it.",
  }),
  ...RtspSettings.shape,
  enabled: z.boolean().default(true).meta({
    title: "Enabled",
    description: "Switched off, the camera is not connected at all.",
  }),
  ...CameraRules.shape,
});
export type CameraOptions = z.output<typeof CameraOptions>;

const Mqtt = z.object({
  host: z.string().min(1).max(255).optional().meta({
    title: "Host",
    description: "Address of the broker. Leave empty to use Home Assistant's own.",
  }),
  port: z
    .int()
    .min(1)
    .max(65535)
    .default(1883)
    .meta({ title: "Port", description: "Usually 1883, or 8883 with TLS." }),
  username: z
    .string()
    .max(128)
    .optional()
    .meta({ title: "User name", description: "If the broker asks for one." }),
  password: z.string().max(256).optional().meta({
    title: "Password",
    description: "If the broker asks for one.",
    secret: true,
  }),
  tls: z
    .boolean()
    .default(false)
    .meta({ title: "TLS", description: "Encrypt the connection to the broker." }),
  discovery_prefix: z
    .string()
    .regex(/^[a-zA-Z0-9_/-]+$/, { error: "may hold letters, digits, _, - and /" })
    .max(64)
    .default("homeassistant")
    .meta({
      title: "Discovery prefix",
      description: "Only if you changed it in Home Assistant's MQTT integration.",
    }),
  alert_topic: z
    .string()
    .regex(/^[^#+\s]+$/, { error: "may not hold spaces, # or +" })
    .max(200)
    .default("homecam/alerts/{camera_name}")
    .meta({
      title: "Alert topic",
      description: "Where alerts are published; {camera_name} becomes the camera's name in lower case.",
    }),
});

const HomeAssistantLink = z.object({
  url: z
    .url({ protocol: /^https?$/, error: "must look like http://192.168.1.5:8123" })
    .max(2048)
    .optional()
    .meta({ title: "Address", description: "As in http://192.168.1.5:8123. Empty: it is not used." }),
  token: z.string().max(1024).optional().meta({
    title: "Token",
    description: "A long-lived access token: in Home Assistant under your profile, Security.",
    secret: true,
  }),
});

/**
 * The whole configuration. Types, defaults, the options form, translations, docs/configuration.md and what is
 * hidden from logs all come from here. `title` and `description` are shown to people; `secret` hides a value.
 */
export const Options = z.object({
  cameras: z.array(CameraOptions).max(CAMERAS_MAX).default([]).meta({
    title: "Cameras",
    description: "One entry for each camera. The name and the stream address are enough.",
  }),
  mqtt: Mqtt.prefault({}).meta({
    title: "MQTT broker",
    description: "Leave empty to use the broker that Home Assistant knows.",
  }),
  detector: YoloSettings.prefault({}).meta({
    title: "Detector",
    description: "The model that finds people, vehicles and animals in clips.",
  }),
  analyzer: AnalyzerSettings.prefault({}).meta({
    title: "Analyzer",
    description: "Who says in a sentence what happened in a clip: a vision model, or plain rules.",
  }),
  more_analyzers: z.array(AnalyzerSettings).max(MORE_ANALYZERS_MAX).default([]).meta({
    title: "More analyzers",
    description:
      "Asked in this order where the one before does not answer, or sees more than nothing as a gate. Each is filled in as under Analyzer.",
  }),
  budget: BudgetSettings.prefault({}).meta({
    title: "Budget",
    description: "What vision models may use up. Nothing is limited unless you say so.",
  }),
  phones: PhoneSettings.prefault({}).meta({
    title: "Phones",
    description: "Notifications by Home Assistant: its apps on phones, and any other notify action.",
  }),
  email: EmailSettings.prefault({}).meta({
    title: "E-mail",
    description: "Alerts by e-mail, at once or as a digest.",
  }),
  webhooks: z.array(WebhookSettings).max(WEBHOOKS_MAX).default([]).meta({
    title: "Webhooks",
    description: "Addresses that get each alert as JSON.",
  }),
  storage: StorageSettings.prefault({}).meta({
    title: "Storage",
    description: "Where clips are kept besides the disk of this machine.",
  }),
  copies: z.array(StorageSettings).max(COPIES_MAX).default([]).meta({
    title: "More storage",
    description:
      "Further places that get a copy of each clip too, each filled in as under Storage. One that is away does not hold up the others.",
  }),
  retention: RetentionSettings.prefault({}).meta({
    title: "Retention",
    description: "How long clips stay on this disk. Clips with a star are never deleted.",
  }),
  postgres_url: z
    .url({
      protocol: /^postgres(?:ql)?$/,
      error: "must look like postgresql://user:password@192.168.1.5:5432/porchlight",
    })
    .max(2048)
    .optional()
    .meta({
      title: "Postgres database",
      description:
        "Copies what is known of every clip to a database, as in postgresql://user:password@192.168.1.5:5432/porchlight. Several boxes may share one.",
      secret: true,
    }),
  home_assistant: HomeAssistantLink.prefault({}).meta({
    title: "Home Assistant",
    description: "Only where Porchlight does not run inside Home Assistant: how to reach it.",
  }),
  api_key: z.string().min(16).max(256).optional().meta({
    title: "API key",
    description:
      "Allows programs outside Home Assistant to use the API with this key. At least 16 characters.",
    secret: true,
  }),
  ffmpeg_path: z.string().min(1).max(1024).optional().meta({
    title: "ffmpeg",
    description: "Path of another ffmpeg than the one that is found by itself.",
  }),
  decode: z
    .enum(["auto", ...decodeMethods])
    .default("auto")
    .meta({
      title: "Video decoding",
      description:
        "Which part of this machine decodes video where something moves: auto takes graphics hardware that passes a test, else software. VAAPI is for Intel and AMD, CUDA for NVIDIA, QSV for Intel.",
    }),
  log_level: z.enum(["debug", "info", "warn", "error"]).default("info").meta({
    title: "Log level",
    description: "How much the log tells.",
  }),
});
export type Options = z.output<typeof Options>;
