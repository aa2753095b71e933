/** What JSON allows and JSONB refuses: the character NUL, and halves of surrogate pairs. */
const REFUSED = /\\u(?:0000|d[89a-f])/i;

/** JSON that JSONB takes. Without it one strange sentence of a camera or a model would hold up all that follows. */
export function forJsonb(json: string): string {
  if (!REFUSED.test(json)) return json;
  return JSON.stringify(
    JSON.parse(json, (_, value: unknown) => (typeof value === "string" ? clean(value) : value)),
  );
}

function clean(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
