import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Options } from "#config/schema.ts";
import { languageProblems } from "./check-words.ts";
import { generated } from "./generated.ts";
import { optionNode } from "./json-schema.ts";
import { packageVersion } from "./package-version.ts";

/**
 * `node addon/generate.ts` writes the generated files and tells what other languages lack; with `--check` it writes
 * nothing, names the stale files too, and exits 1 if there is anything to tell.
 */
const root = join(import.meta.dirname, "..");
const isCheck = process.argv.includes("--check");
const files = generated(await packageVersion(root));
const untranslated = languageProblems(optionNode(Options));
const stale = isCheck ? await staleFiles() : [];

if (!isCheck) await writeAll();
for (const problem of untranslated) process.stderr.write(`${problem}\n`);
for (const path of stale) process.stderr.write(`${path} is stale: run \`npm run generate\`.\n`);
process.exitCode = isCheck && stale.length + untranslated.length > 0 ? 1 : 0;

async function staleFiles(): Promise<readonly string[]> {
  const checked = await Promise.all(
    [...files].map(async ([path, text]) => {
      const present = await readFile(join(root, path), "utf8").catch(() => undefined);
      return present === text ? [] : [path];
    }),
  );
  return checked.flat();
}

async function writeAll(): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}
