import { join } from "node:path";
import { apparmorProblems } from "./check-apparmor.ts";
import { buildProblems } from "./check-build.ts";
import { forbiddenNames, missingFiles, pictureProblems } from "./check-files.ts";
import { manifestProblems } from "./check-manifest.ts";
import { serviceProblems } from "./check-services.ts";
import { translationProblems } from "./check-translations.ts";
import { versionProblems } from "./check-versions.ts";

/**
 * Everything that the Supervisor and the app linter would say to this repository, one sentence each; empty is good.
 *
 * Home Assistant tells much of it only after publication: a wrong manifest makes the app vanish from the store.
 */
export async function validate(root: string): Promise<readonly string[]> {
  const checks = [
    missingFiles,
    forbiddenNames,
    pictureProblems,
    manifestProblems,
    translationProblems,
    versionProblems,
    buildProblems,
    apparmorProblems,
    serviceProblems,
  ];
  const problems = await Promise.all(checks.map((check) => check(root)));
  return problems.flat();
}

if (import.meta.main) {
  const problems = await validate(join(import.meta.dirname, ".."));
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
