/** More of an answer is not looked at. */
const TEXT_CHARS_MAX = 200_000;
/** Nested deeper, it is no answer of ours. */
const DEPTH_MAX = 32;
/** Brackets that may open the answer; prose may hold some too. */
const TRIES_MAX = 8;
/** What is half said at the end of a text that was cut off: `, "key": 12` and a little more. */
const HALF_SAID_MAX = 6;

/**
 * The JSON object in what a model has written: without fences, thoughts and prose around it, with commas too many
 * and quotes or brackets that are missing at the end. `undefined` where there is none. Linear in the text's length.
 */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const said = text.slice(0, TEXT_CHARS_MAX);
  const thought = Math.max(said.lastIndexOf("</think>"), said.lastIndexOf("</thinking>"));
  return parsed(said) ?? (thought < 0 ? undefined : mendedIn(said.slice(thought))) ?? mendedIn(said);
}

function mendedIn(text: string): Readonly<Record<string, unknown>> | undefined {
  let from = text.indexOf("{");
  for (let tries = 0; from >= 0 && tries < TRIES_MAX; tries++) {
    const found = mended(text, from);
    if (found) return found;
    from = text.indexOf("{", from + 1);
  }
  return undefined;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    return isObject(only) ? only : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

/** From the bracket at `from` to the one that closes it, or to the end of the text, which is then closed. */
function mended(text: string, from: number): Readonly<Record<string, unknown>> | undefined {
  const open: string[] = [];
  const tokens: string[] = [];
  for (let at = from; at < text.length; ) {
    const token = tokenAt(text, at);
    at += token.length;
    if (token === "{" || token === "[") {
      open.push(token === "{" ? "}" : "]");
      if (open.length > DEPTH_MAX) return undefined;
    }
    if (token === "}" || token === "]") {
      if (tokens.at(-1) === ",") tokens.pop();
      if (open.pop() !== token) return undefined;
    }
    if (token.trim() !== "") tokens.push(token.startsWith('"') ? tidy(token) : token);
    if (open.length === 0) return parsed(tokens.join(" "));
  }
  return closed(tokens, open.toReversed().join(""));
}

/** A string with its quotes, a sign, or what stands between them: a number, a word, spaces. */
function tokenAt(text: string, at: number): string {
  const first = text.charAt(at);
  if (first === '"') return text.slice(at, endOfString(text, at));
  if (SIGNS.includes(first)) return first;
  let end = at + 1;
  while (end < text.length && !ENDS_WORD.includes(text.charAt(end))) end++;
  return text.slice(at, end);
}

const SIGNS = "{}[],:";
const ENDS_WORD = `${SIGNS}"`;

/** Behind the quote that ends the string at `at`, or the end of the text. */
function endOfString(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

/** Line breaks inside strings are written as they are by some models, which JSON forbids; one may lack its end. */
function tidy(token: string): string {
  const isWhole = token.length > 1 && token.endsWith('"') && !/(?<!\\)(?:\\\\)*\\"$/u.test(token.slice(-64));
  const content = isWhole ? token.slice(1, -1) : token.slice(1).replace(/\\(?:u[\da-fA-F]{0,3})?$/u, "");
  return `"${content.replaceAll("\n", "\\n").replaceAll("\r", "").replaceAll("\t", "\\t")}"`;
}

/** Leaves out as little as possible of the end of a text that was cut off. */
function closed(tokens: string[], brackets: string): Readonly<Record<string, unknown>> | undefined {
  for (let dropped = 0; dropped <= HALF_SAID_MAX; dropped++) {
    const found = parsed(tokens.join(" ") + brackets);
    if (found) return found;
    const last = tokens.pop();
    if (last === undefined || "{}[]".includes(last)) return undefined;
  }
  return undefined;
}
