import { z } from "zod";
import { riskLevels } from "#domain/analysis.ts";
import { headWords, templateProblem, textWords } from "./phones-template.ts";

const Risk = z.enum([...riskLevels, "never"]);

const filledIn = (charsMax: number, words: readonly string[]) =>
  z
    .string()
    .max(charsMax)
    .superRefine((template, { addIssue }) => {
      const message = templateProblem(template, words);
      if (message !== undefined) addIssue({ code: "custom", message });
    });

/** Notifications on phones with Home Assistant's app, and other `notify` actions. */
export const PhoneSettings = z.object({
  enabled: z.boolean().default(true).meta({
    title: "Enabled",
    description: "Alerts come as notifications to the phones with Home Assistant's app.",
  }),
  targets: z.array(z.string().min(1).max(255)).max(32).default([]).meta({
    title: "Targets",
    description:
      "Notify actions, as in notify.mobile_app_pixel_9 or notify.telegram. Empty: every phone with the app.",
  }),
  critical_from: Risk.default("critical").meta({
    title: "Critical from risk level",
    description: "From this risk on a phone rings although it is muted. never: it never does.",
  }),
  persistent: z.boolean().default(false).meta({
    title: "Also in Home Assistant's sidebar",
    description: "Each alert is a notification in Home Assistant too.",
  }),
  title: filledIn(200, headWords).default("{title}").meta({
    title: "Head",
    description: "{title}, {camera}, {objects}, {zones}, {risk}, {activity} and {time} are filled in.",
  }),
  message: filledIn(1000, textWords).default("{summary}").meta({
    title: "Text",
    description: "The same words, and {summary}.",
  }),
});
export type PhoneSettings = z.output<typeof PhoneSettings>;

/** Alerts by SMTP. */
export const EmailSettings = z.object({
  host: z.string().min(1).max(255).optional().meta({
    title: "Server",
    description: "The SMTP server of your mail provider. Empty: no e-mail is sent.",
  }),
  port: z
    .int()
    .min(1)
    .max(65535)
    .default(587)
    .meta({ title: "Port", description: "Usually 587, or 465 with TLS." }),
  tls: z.enum(["starttls", "tls", "none"]).default("starttls").meta({
    title: "Encryption",
    description: "starttls for port 587, tls for port 465. none only for a server in the house.",
  }),
  username: z
    .string()
    .max(256)
    .optional()
    .meta({ title: "User name", description: "If the server asks for one." }),
  password: z.string().max(512).optional().meta({
    title: "Password",
    description: "If the server asks for one. Many providers want an app password.",
    secret: true,
  }),
  from: z.string().max(320).optional().meta({
    title: "Sender",
    description: "Address that the mails come from. Empty: the user name.",
  }),
  to: z.array(z.string().min(3).max(320)).max(16).default([]).meta({
    title: "To",
    description: "Addresses that the mails go to.",
  }),
  from_risk: z.enum(riskLevels).default("medium").meta({
    title: "At once from risk level",
    description: "Less risky alerts wait for the digest. What nobody judged counts as medium.",
  }),
  digest: z.enum(["never", "daily", "weekly"]).default("never").meta({
    title: "Digest",
    description: "One mail with all alerts and their pictures, in the morning or on Monday morning.",
  }),
});
export type EmailSettings = z.output<typeof EmailSettings>;

/** One address that gets each alert as JSON by POST. */
export const WebhookSettings = z.object({
  url: z
    .url({ protocol: /^https?$/, error: "must look like https://example.org/hook" })
    .max(2048)
    .meta({
      title: "Address",
      description: "Gets each alert as JSON by POST.",
      format: "uri",
      secret: true,
    }),
  secret: z.string().min(16).max(512).optional().meta({
    title: "Secret",
    description:
      "Signs each request, so that the receiver knows that it is from here. At least 16 characters.",
    secret: true,
  }),
});
export type WebhookSettings = z.output<typeof WebhookSettings>;
