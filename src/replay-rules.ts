import { open } from "node:fs/promises";
import { z } from "zod";
import { Failure, failureMessage } from "#domain/failure.ts";
import { LiveRules } from "#domain/live-rules.ts";

const RULES_BYTES_MAX = 1024 * 1024;

/** Live rules out of a file. Throws `Failure("rejected")` with a sentence that says what is wrong and where. */
export async function readRulesFile(file: string): Promise<LiveRules> {
  const document = unwrap(parseJson(await readBounded(file), file));
  const unknown = unknownKeys(document);
  if (unknown.length > 0) {
    const known = Object.keys(LiveRules.shape).join(", ");
    throw new Failure(
      "rejected",
      `The rules file ${file} cannot be used: it names ${unknown.join(", ")}. Known are ${known}.`,
    );
  }
  const parsed = LiveRules.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  const where = path === "" ? "it" : `"${path}"`;
  const words = (issue?.message ?? "is not right").replace(/\.$/, "");
  const what = words.startsWith("must ") ? `${where} ${words}` : `${where} is not right (${words})`;
  throw new Failure("rejected", `The rules file ${file} cannot be used: ${what}.`);
}

/** The API's answer holds the rules beside their plan. */
function unwrap(document: unknown): unknown {
  const answer = z.object({ rules: z.unknown(), plan: z.unknown() }).safeParse(document);
  return answer.success ? answer.data.rules : document;
}

/** A slip in a name would otherwise mean: no zones. */
function unknownKeys(document: unknown): string[] {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return [];
  return Object.keys(document).filter((key) => !Object.hasOwn(LiveRules.shape, key));
}

async function readBounded(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size <= RULES_BYTES_MAX) return await handle.readFile("utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const why = code === "ENOENT" ? "it does not exist" : failureMessage(cause);
    throw new Failure("rejected", `The rules file ${file} cannot be read: ${why}.`, { cause });
  }
  throw new Failure("rejected", `The rules file ${file} has more than ${RULES_BYTES_MAX} bytes.`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure("rejected", `The rules file ${file} is not valid JSON: ${failureMessage(cause)}.`, {
      cause,
    });
  }
}
