import { open } from "node:fs/promises";
import { failureMessage } from "#domain/failure.ts";
import { none, type ReadOptions, readOptions } from "./read-options.ts";

const OPTIONS_BYTES_MAX = 1024 * 1024;

/** Reads the options file. Never throws: what is wrong comes back as sentences, with defaults for the rest. */
export async function loadOptions(file: string): Promise<ReadOptions> {
  let text: string;
  try {
    text = await readBounded(file);
  } catch (cause) {
    return none(`The options file ${file} cannot be read: ${reasonOf(cause)}`);
  }
  if (text.trim() === "")
    return none(`The options file ${file} is empty. Write at least {"cameras": []} into it.`);

  try {
    return readOptions(JSON.parse(text));
  } catch (cause) {
    // The message of a syntax error quotes the file, and so perhaps a password: only the place is told.
    const place = /line (\d+) column (\d+)/.exec(failureMessage(cause));
    const where = place ? ` in line ${place[1]}, column ${place[2]}` : "";
    return none(
      `The options file ${file} is not valid JSON${where}. Look for a missing comma, quote or bracket.`,
    );
  }
}

async function readBounded(file: string): Promise<string> {
  await using handle = await open(file);
  const { size } = await handle.stat();
  if (size > OPTIONS_BYTES_MAX)
    throw new Error(`it has ${size} bytes; more than ${OPTIONS_BYTES_MAX} cannot be right.`);
  return await handle.readFile("utf8");
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "it does not exist.";
  if (code === "EACCES") return "this user may not read it.";
  if (code === "EISDIR") return "it is a folder.";
  return failureMessage(cause);
}
