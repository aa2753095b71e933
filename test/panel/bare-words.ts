const NAMED = /\s(?:aria-label|title|alt|placeholder)="([^"]*)"/g;
/** Of our own elements: only what looks like speech. */
const OTHERS = /\s(?!title|alt|placeholder)[a-z]+="([A-Z][^"]* [^"]*)"/g;
const WORD = /[A-Za-z]{2}/;
/** Text that is no name of a class, an event or a part of an address: several words, or one with a capital. */
const SPEECH = /^(?:[A-Z][a-z]+[.!?:…]?$|[^\s]*[A-Za-z][^\s]* .*[A-Za-z])/;
/** Values of styles, and faults that only a log is told. */
const UNSAID =
  /^[a-z-]+: .*[%#;]|^\(prefers-|^light dark$|^The event stream sent|^\.|^\w+\.\w|^mon tue|^sat sun/;
/** The same in every language. */
const names: ReadonlySet<string> = new Set([
  "Porchlight",
  "Home Assistant",
  "Delete",
  "Dropbox",
  "Enter",
  "Escape",
  "Backspace",
  "Insert",
]);

/**
 * What stands in this source of the panel as words to be read: text and labels within `html` templates, and strings
 * that look like speech. Styles, imports and comments are left out. A lint, not a parser: it reads our own style.
 */
export function bareWords(source: string): readonly string[] {
  const found: string[] = [];
  readCode(source.replaceAll(/^import[^;]*;/gm, ""), 0, found);
  return found.filter((text) => !names.has(text));
}

/** Reads up to the brace that closes the code, and returns where that is. */
function readCode(source: string, start: number, found: string[]): number {
  let at = start;
  for (let depth = 0; at < source.length; ) {
    const rest = source.slice(at, at + 400);
    const skipped =
      /^(?:\/\/[^\n]*|\/\*[^]*?\*\/|\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\])+\/[gimsuy]*(?=[.,;)\s]))/.exec(
        rest,
      )?.[0];
    const string = /^"((?:\\.|[^"\\\n])*)"/.exec(rest);
    const tag = /^(\w*)`/.exec(rest);
    if (skipped !== undefined) at += skipped.length;
    else if (string) {
      speech(string[1] ?? "", found);
      at += string[0].length;
    } else if (tag && !/\w/.test(source.charAt(at - 1)))
      at = readTemplate(source, at + tag[0].length, tag[1] ?? "", found);
    else {
      if (source.charAt(at) === "{") depth += 1;
      if (source.charAt(at) === "}" && depth-- === 0) return at;
      at += 1;
    }
  }
  return at;
}

/** Reads a template's words, those of its `${…}` after them, and returns where it ends. */
function readTemplate(source: string, start: number, tag: string, found: string[]): number {
  const inner: string[] = [];
  let text = "";
  let at = start;
  while (at < source.length && source.charAt(at) !== "`") {
    if (source.startsWith("${", at)) {
      at = readCode(source, at + 2, inner) + 1;
      text += "\0";
    } else {
      text += source.charAt(at);
      at += 1;
    }
  }
  if (tag === "html") readHtml(text, found);
  if (tag === "") for (const part of text.split("\0")) speech(part.trim(), found);
  found.push(...inner);
  return at + 1;
}

function readHtml(text: string, found: string[]): void {
  const labels = [...text.matchAll(NAMED), ...text.matchAll(OTHERS)].map(([, label = ""]) => label);
  const shown = text.replaceAll(/<[^>]*>/g, "\0").replaceAll(/&\w+;/g, "\0");
  for (const part of [...labels, shown].flatMap((words) => words.split("\0"))) {
    if (WORD.test(part)) found.push(part.replaceAll(/\s+/g, " ").trim());
  }
}

function speech(text: string, found: string[]): void {
  if (SPEECH.test(text) && !UNSAID.test(text)) found.push(text);
}
