import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { generated } from "./generated.ts";
import { packageVersion } from "./package-version.ts";

/** `node addon/generate.ts` writes the generated files; with `--check` it names the stale ones and exits 1. */
const root = join(import.meta.dirname, "..");
const files = generated(await packageVersion(root));
const stale = process.argv.includes("--check") ? await staleFiles() : [];

if (!process.argv.includes("--check")) await writeAll();
for (const path of stale) process.stderr.write(`${path} is stale: run \`npm run generate\`.\n`);
process.exitCode = stale.length > 0 ? 1 : 0;

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
