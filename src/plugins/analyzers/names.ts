const NAME_CHARS_MAX = 80;

/** A name that somebody else has given, as data: one line, without control and invisible characters, not too long. */
export function asName(text: string): string {
  const plain = text.normalize("NFKC").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ");
  return clip(plain.trim(), NAME_CHARS_MAX);
}

/** JSON in which nothing looks like the end of the fence around it. */
export function asData(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");
}

/** The beginning of a text, whole characters only, with an ellipsis where something was left out. */
export function clip(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  return `${text.slice(0, charsMax - 1).replace(/[\uD800-\uDBFF]$/u, "")}…`;
}
