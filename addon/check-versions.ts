import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { packageVersion } from "./package-version.ts";
import { readYaml } from "./read-yaml.ts";

/** config.yaml and the news for the owner speak of the version in package.json. */
export async function versionProblems(root: string): Promise<readonly string[]> {
  const version = await packageVersion(root);
  const { value: manifest } = await readYaml(root, "config.yaml", z.object({ version: z.string() }));
  const changelog = await readFile(join(root, "CHANGELOG.md"), "utf8").catch(() => undefined);
  return [
    ...(manifest && manifest.version !== version
      ? [`config.yaml says version ${manifest.version}, package.json ${version}: run \`npm run generate\`.`]
      : []),
    ...(changelog !== undefined && newestHeading(changelog) !== version
      ? [
          `CHANGELOG.md: the newest version heading is ${newestHeading(changelog) ?? "missing"}, not ${version}.`,
        ]
      : []),
  ];
}

/** The first `## 1.2.3` of the file; an "Unreleased" above it is fine. */
function newestHeading(changelog: string): string | undefined {
  return /^## \[?v?(?<version>\d+\.\d+\.\d+[^\s\]]*)/m.exec(changelog)?.groups?.["version"];
}
