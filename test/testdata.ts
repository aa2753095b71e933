import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..", "..", "shared", "testdata");

/** Where a real model, clip or still lies, outside the repository. */
export const testdata = (...path: readonly string[]): string => join(root, ...path);

/** For `test.skipIf`: true, with a message, where the real data are missing. */
export const isTestdataMissing = !existsSync(root);
if (isTestdataMissing) console.warn(`${root} is missing: tests on real data are skipped.`);
