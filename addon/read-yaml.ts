import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** A YAML file that keeps a schema, or what is wrong with it. A missing file is `missingFiles`' business. */
export async function readYaml<T>(
  root: string,
  path: string,
  schema: z.ZodType<T>,
): Promise<{ readonly value?: T; readonly problems: readonly string[] }> {
  const text = await readFile(join(root, path), "utf8").catch(() => undefined);
  if (text === undefined) return { problems: [`${path} is missing.`] };
  const parsed = schema.safeParse(parseOrNull(text));
  if (parsed.success) return { value: parsed.data, problems: [] };
  return { problems: [`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`] };
}

function parseOrNull(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
