import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const Package = z.object({ version: z.string() });

/** The one version: everything else copies it from package.json. */
export async function packageVersion(root: string): Promise<string> {
  const text = await readFile(join(root, "package.json"), "utf8");
  return Package.parse(JSON.parse(text)).version;
}
