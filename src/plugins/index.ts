import type { z } from "zod";
import type { Plugin, Ports } from "#ports/plugin.ts";
import { homeAssistant } from "./analyzers/home-assistant.ts";
import { openai } from "./analyzers/openai.ts";
import { rulesAnalyzer } from "./analyzers/rules.ts";
import { yolo } from "./filters/yolo/yolo.ts";
import { emailNotifier } from "./notifiers/email.ts";
import { mqttNotifier } from "./notifiers/mqtt.ts";
import { phones } from "./notifiers/phones.ts";
import { webhookNotifier } from "./notifiers/webhook.ts";
import { rules } from "./policies/rules.ts";
import { rtsp } from "./sources/rtsp/rtsp.ts";
import { dropbox } from "./storage/dropbox.ts";
import { local } from "./storage/local.ts";
import { s3 } from "./storage/s3.ts";
import { sftp } from "./storage/sftp.ts";
import { webdav } from "./storage/webdav.ts";
import { sqlite } from "./stores/sqlite.ts";

/** Every plugin there is, by kind and backend. This table is the registry: nothing registers itself. */
export const plugins = {
  source: { rtsp },
  filter: { yolo },
  analyzer: { home_assistant: homeAssistant, openai, rules: rulesAnalyzer },
  policy: { rules },
  notifier: { email: emailNotifier, mqtt: mqttNotifier, phones, webhook: webhookNotifier },
  storage: { dropbox, local, s3, sftp, webdav },
  store: { sqlite },
} as const satisfies { [Kind in keyof Ports]: Record<string, Plugin<Kind, z.ZodType>> };
