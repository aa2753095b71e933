import { html } from "hono/html";
import type { Alert } from "#domain/alert.ts";
import type { Mail } from "./email-mailer.ts";
import type { MailPicture } from "./email-pictures.ts";
import { mailPage, panelLink, timeWords, webAddress } from "./templates.ts";

export interface AlertMailParts {
  readonly picture: MailPicture | undefined;
  /** Where the panel is for a browser. */
  readonly panelAddress: string | undefined;
  /** Of the first mail of the thread; missing in the first one. */
  readonly thread?: { readonly messageId: string; readonly subject: string } | undefined;
}

/** One step of an alert as a mail. */
export async function alertMail(
  alert: Alert,
  { picture, panelAddress, thread }: AlertMailParts,
): Promise<Mail> {
  const { title, summary, phase, escalation, alert_id } = alert;
  const facts = factsOf(alert);
  const notes = notesOf(alert);
  const links = linksOf(alert, panelAddress);
  const content = html`<h1>${title}</h1>
${summary === null ? "" : html`<p>${summary}</p>`}
${notes.map((note) => html`<p><strong>${note}</strong></p>`)}
${picture && html`<img src="cid:${picture.cid}" alt="What the camera saw" width="640">`}
<p class="facts">${facts.map((fact, index) => html`${index === 0 ? "" : html`<br>`}${fact}`)}</p>
${links.map(({ words, address }) => html`<p><a href="${address}">${words}</a></p>`)}`;
  return {
    id: `${alert_id}.${phase}.${escalation}`,
    // Some mail programs part a thread where its subject changes.
    subject: thread === undefined ? title : `Re: ${thread.subject}`,
    text: [
      title,
      ...(summary === null ? [] : [summary]),
      ...notes,
      facts.join("\n"),
      ...links.map(({ words, address }) => `${words}: ${address}`),
    ].join("\n\n"),
    html: await mailPage(title, await content),
    pictures: picture ? [picture] : [],
    under: thread?.messageId,
    isUrgent: alert.risk_level === "critical" && !alert.late,
  };
}

/** What is known besides, a line each. */
export function factsOf(alert: Alert): readonly string[] {
  const { camera_title, risk_level, activity_type, objects, zones } = alert;
  const judged = [
    ...(risk_level === null ? [] : [`Risk: ${risk_level}`]),
    ...(activity_type === null ? [] : [`Activity: ${activity_type}`]),
  ];
  const seen = [
    ...(objects.length === 0 ? [] : [`Seen: ${objects.join(", ")}`]),
    ...(zones.length === 0 ? [] : [`Where: ${zones.join(", ")}`]),
  ];
  return [
    `${camera_title}, ${timeWords(Date.parse(alert.ts))}`,
    ...(judged.length === 0 ? [] : [judged.join(" · ")]),
    ...(seen.length === 0 ? [] : [seen.join(" · ")]),
  ];
}

function notesOf({ late, escalation, requires_review }: Alert): readonly string[] {
  return [
    ...(late ? ["This is old news: it could not be told when it happened."] : []),
    ...(escalation > 0 ? ["You are told again, as nobody has said that they saw it."] : []),
    ...(requires_review ? ["The description is not sure: please look yourself."] : []),
  ];
}

interface Link {
  readonly words: string;
  readonly address: string;
}

export function linksOf(alert: Alert, panelAddress: string | undefined): readonly Link[] {
  const panel = panelLink(panelAddress, alert.panel_url);
  const copy = webAddress(alert.view_url);
  return [
    ...(panel === undefined ? [] : [{ words: "Open in Porchlight", address: panel }]),
    ...(copy === undefined ? [] : [{ words: "Watch the clip", address: copy }]),
  ];
}
