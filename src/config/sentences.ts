import { z } from "zod";

interface Issue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly input?: unknown;
}

/** `The option "port" must be …` Never quotes the value: it may be a secret. */
export function fieldSentence(path: readonly PropertyKey[], issue: Issue): string {
  const field = path
    .map(String)
    .join(".")
    .replaceAll(/\.(\d+)/g, (_, index: string) => ` (entry ${Number(index) + 1})`);
  const subject = field === "" ? "The entry" : `"${field}"`;
  if (issue.code === "invalid_type" && /received undefined/.test(issue.message))
    return `${subject} is missing.`;
  return `${subject} ${rule(issue.message)}.`;
}

function rule(message: string): string {
  const words = message.replace(/\.$/, "");
  const type = /^Invalid input: expected (\w+)(?:, received (\w+))?$/.exec(words);
  if (type) return `must be ${article(type[1] ?? "")}${type[2] ? `, not ${article(type[2])}` : ""}`;
  const option = /^Invalid option: expected one of (.+)$/.exec(words);
  if (option) return `must be one of ${(option[1] ?? "").replaceAll('"', "").split("|").join(", ")}`;
  const same = /^Invalid input: expected "(.+)"$/.exec(words);
  if (same) return `must be "${same[1]}"`;
  const bound = /^Too (small|big): expected (\w+) to (?:be|have) (>=|<=|>|<)\s?(-?[\d.]+)(?: (\w+))?$/.exec(
    words,
  );
  if (bound) {
    const limit = (bound[3] ?? "").startsWith(">") ? "at least" : "at most";
    const unit = bound[2] === "string" ? " characters" : bound[5] ? ` ${bound[5]}` : "";
    return bound[2] === "string"
      ? `must have ${limit} ${bound[4]}${unit}`
      : `must be ${limit} ${bound[4]}${unit}`;
  }
  return words.startsWith("m") ? words : `is not right: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

const articles: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

function article(type: string): string {
  return articles[type] ?? type;
}

/** A note for each key that the schema does not know, with the nearest one that it does. */
export function unknownKeyNotes(schema: z.ZodType, value: unknown, path: readonly string[] = []): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) =>
      unknownKeyNotes(inner.element as z.ZodType, item, [...path, String(index + 1)]),
    );
  }
  if (!(inner instanceof z.ZodObject) || typeof value !== "object" || value === null) return [];

  const known = Object.keys(inner.shape);
  return Object.entries(value).flatMap(([key, field]) => {
    const next = inner.shape[key] as z.ZodType | undefined;
    if (next) return unknownKeyNotes(next, field, [...path, key]);
    const near = known.find((candidate) => distance(candidate, key) <= 2);
    const where = [...path, key.slice(0, 64)].join(".");
    return [`The option "${where}" is not known and has no effect.${near ? ` Did you mean "${near}"?` : ""}`];
  });
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}

/** Levenshtein distance, for short words. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split("").entries()) {
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
