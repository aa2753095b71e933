import { html, raw } from "hono/html";

/** Line ends and other controls, and what turns the direction of reading: nobody types these, and headers break on them. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;

/** One line of somebody's words, as it may stand in a subject. */
export function plainLine(text: string, charsMax: number): string {
  const points = Array.from(text.replace(CONTROLS, " ").trim());
  return points.length <= charsMax ? points.join("") : `${points.slice(0, charsMax - 1).join("")}…`;
}

/** `Friday 20 November 2026 at 09:12`, by the clock of the house. */
export function timeWords(atMs: number): string {
  const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" }).format(atMs);
  // Some versions of the tables write a comma after the weekday.
  return words.replace(",", "");
}

/** An address as it may stand in a link: nothing but the web's, never `javascript:`. */
export function webAddress(address: string | null | undefined): string | undefined {
  const url = URL.parse(address ?? "");
  return url?.protocol === "https:" || url?.protocol === "http:" ? url.href : undefined;
}

/** Where a path of the panel is for a browser. */
export function panelLink(panelAddress: string | undefined, path: string): string | undefined {
  return panelAddress === undefined ? undefined : webAddress(`${panelAddress}${path}`);
}

/**
 * A whole mail around its content, which escapes itself. Neither text nor ground has a colour of ours: the mail program
 * has its own for light and dark, and `color-scheme` tells it that both are well.
 */
export async function mailPage(title: string, content: unknown): Promise<string> {
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${content}
</body>
</html>`;
  return page.toString();
}

/** What matters less is paler, whatever the colours are. */
const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; margin: 0 auto; padding: 16px; max-width: 640px; }
h1 { font-size: 20px; line-height: 1.3; margin: 0 0 8px; }
h2 { font-size: 16px; line-height: 1.4; margin: 24px 0 4px; }
p { margin: 0 0 8px; }
.facts { opacity: .75; font-size: 14px; }
img { display: block; width: 100%; max-width: 640px; height: auto; border-radius: 8px; margin: 12px 0; }
hr { border: 0; border-top: 1px solid; opacity: .25; margin: 24px 0 12px; }
`;
