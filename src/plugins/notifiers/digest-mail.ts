import { html } from "hono/html";
import type { Alert } from "#domain/alert.ts";
import { riskOf } from "./digest-collect.ts";
import { factsOf, linksOf } from "./email-alert.ts";
import type { Mail } from "./email-mailer.ts";
import { type MailPicture, readPicture } from "./email-pictures.ts";
import { mailPage, timeWords } from "./templates.ts";

/** Alerts that are told one by one; the others are counted. */
export const LISTED_MAX = 40;
const PICTURE = { widthMax: 400, bytesMax: 120 * 1024 };
/** Mailboxes commonly take 10 MB, and base64 makes a third more of it. */
export const PICTURES_BYTES_MAX = 3 * 1024 * 1024;

export interface DigestMailParts {
  readonly id: string;
  /** Unix ms. */
  readonly sinceMs: number;
  readonly mediaDir: string;
  readonly panelAddress: string | undefined;
}

/** All alerts of a night or a week, in the order in which they happened; the riskiest where there are too many. */
export async function digestMail(alerts: readonly Alert[], parts: DigestMailParts): Promise<Mail> {
  const { id, sinceMs, mediaDir, panelAddress } = parts;
  const riskiest = alerts
    .toSorted((a, b) => riskOf(b) - riskOf(a) || compare(b.ts, a.ts))
    .slice(0, LISTED_MAX);
  const pictures = await picturesOf(riskiest, mediaDir);
  const listed = riskiest.toSorted((a, b) => compare(a.ts, b.ts));
  const left = alerts.length - listed.length;

  const title = `${alerts.length} ${alerts.length === 1 ? "alert" : "alerts"} since ${timeWords(sinceMs)}`;
  const more = left === 0 ? "" : `And ${left} more, none of them riskier.`;
  const entries = listed.map((alert) => {
    const picture = pictures.get(alert.alert_id);
    const [link] = linksOf(alert, panelAddress);
    return html`<h2>${link ? html`<a href="${link.address}">${alert.title}</a>` : alert.title}</h2>
<p class="facts">${factsOf(alert).join(" · ")}</p>
${alert.summary === null ? "" : html`<p>${alert.summary}</p>`}
${picture && html`<img src="cid:${picture.cid}" alt="What the camera saw" width="400" style="max-width:400px">`}`;
  });
  const content = html`<h1>${title}</h1>
${entries}
${more === "" ? "" : html`<hr><p>${more}</p>`}`;
  return {
    id,
    subject: title,
    text: [title, ...listed.map((alert) => textOf(alert, panelAddress)), ...(more === "" ? [] : [more])].join(
      "\n\n",
    ),
    html: await mailPage(title, await content),
    pictures: [...pictures.values()],
  };
}

/** The riskiest have the first right to the room that there is. */
async function picturesOf(alerts: readonly Alert[], mediaDir: string): Promise<Map<string, MailPicture>> {
  const pictures = new Map<string, MailPicture>();
  let bytes = 0;
  for (const alert of alerts) {
    const picture = await readPicture(mediaDir, alert, PICTURE);
    if (picture === undefined || bytes + picture.jpeg.length > PICTURES_BYTES_MAX) continue;
    bytes += picture.jpeg.length;
    pictures.set(alert.alert_id, picture);
  }
  return pictures;
}

function textOf(alert: Alert, panelAddress: string | undefined): string {
  return [
    alert.title,
    ...factsOf(alert),
    ...(alert.summary === null ? [] : [alert.summary]),
    ...linksOf(alert, panelAddress).map(({ address }) => address),
  ].join("\n");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
