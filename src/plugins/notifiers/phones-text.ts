const encoder = new TextEncoder();

/** Lone words that Home Assistant's app on Android takes for a command: `clear_notification`, `command_dnd`, `TTS`. */
const MAYBE_COMMAND = /^\w+$/;

/** Control signs but for line ends, and those that turn the direction of writing. */
const UNSEEN = /[^\P{Cc}\n]|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Text that cameras, models and people wrote, as nothing but text: `notify` actions fill in templates, the apps show
 * markup and obey messages that are the name of a command.
 */
export function plainText(text: string, bytesMax: number): string {
  const plain = text
    .replaceAll("{", "(")
    .replaceAll("}", ")")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replaceAll(UNSEEN, " ")
    .trim();
  return cut(MAYBE_COMMAND.test(plain) ? `${plain}.` : plain, bytesMax);
}

/** The same where Markdown is read: no links, no pictures, no headings. */
export function plainMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_[\]()#+\-.!|~&:]/g, (sign) => `\\${sign}`);
}

/** By code points, so that no emoji is cut in half. */
function cut(text: string, bytesMax: number): string {
  if (encoder.encode(text).length <= bytesMax) return text;
  let bytes = encoder.encode("…").length;
  let kept = "";
  for (const point of text) {
    bytes += encoder.encode(point).length;
    if (bytes > bytesMax) break;
    kept += point;
  }
  return `${kept.trimEnd()}…`;
}
