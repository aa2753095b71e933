import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { readYaml } from "./read-yaml.ts";

const run = promisify(execFile);
const PARSE_TIMEOUT_MS = 60_000;

/** The profile: exactly one, named like the app, and readable. One that does not load makes the install fail. */
export async function apparmorProblems(root: string): Promise<readonly string[]> {
  const path = join(root, "apparmor.txt");
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const { value: manifest } = await readYaml(root, "config.yaml", z.object({ slug: z.string() }));
  const names = [...text.matchAll(/^profile (?<name>[^ ]+).*$/gm)].map((match) => match.groups?.["name"]);
  if (names.length !== 1)
    return [`apparmor.txt has ${names.length} profile lines at column 0; it needs one.`];
  if (manifest && names[0] !== manifest.slug)
    return [`apparmor.txt: the profile is ${names[0]}, the app ${manifest.slug}.`];
  return parserProblems(path);
}

/** Asks the real parser without touching the kernel; skipped where it is not installed. */
async function parserProblems(path: string): Promise<readonly string[]> {
  try {
    await run("apparmor_parser", ["-Q", "-K", path], {
      timeout: PARSE_TIMEOUT_MS,
      env: { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` },
    });
    return [];
  } catch (error) {
    const { code, stderr } = z.object({ code: z.unknown(), stderr: z.string().optional() }).parse(error);
    return code === "ENOENT" ? [] : [`apparmor.txt cannot be parsed: ${stderr?.trim().slice(0, 500) ?? ""}`];
  }
}
