import { createHash } from "node:crypto";
import { type Dirent } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { failureMessage } from "#domain/failure.ts";
import { CASE_NAME, type Case, CaseFile } from "./case.ts";
import { facts } from "./score.ts";

const CASES_MAX = 500;
const CASE_BYTES_MAX = 256 * 1024;
const CLIP_ENDINGS = [".mp4", ".mkv", ".avi", ".mov", ".ts"];
/** In a folder of its own a case is called by the folder. */
const OWN_FOLDER = "case";

export interface ReadCases {
  readonly cases: readonly Case[];
  /** Sentences: which file is wrong, and what to do. */
  readonly complaints: readonly string[];
}

/** The cases of a folder: `NAME.json` beside `NAME.mp4`, or `NAME/case.json` with its clip. Never throws. */
export async function readCases(folder: string): Promise<ReadCases> {
  const files = await caseFilesIn(resolve(folder));
  if (typeof files === "string") return { cases: [], complaints: [files] };
  if (files.length > CASES_MAX) {
    const sentence = `The folder ${folder} holds ${files.length} cases; more than ${CASES_MAX} are not run at once.`;
    return { cases: [], complaints: [sentence] };
  }
  const read = await Promise.all(files.map(readCase));
  const cases = read.filter((one) => typeof one !== "string");
  const complaints = read.filter((one) => typeof one === "string");
  return { cases, complaints: [...complaints, ...doublesIn(cases)] };
}

/** What is wrong with cases that are meant to run together. */
export function doublesIn(cases: readonly Case[]): readonly string[] {
  const byName = Map.groupBy(cases, ({ name }) => name);
  const doubles = [...byName].filter(([, all]) => all.length > 1);
  const lost = cases.filter(
    ({ expect: { risk_not_below: twin } }) => twin !== undefined && !byName.has(twin),
  );
  return [
    ...doubles.map(([name]) => `There are several cases called ${name}: rename one of them.`),
    ...lost.map(
      ({ name, expect }) =>
        `The case ${name} is to be compared with ${expect.risk_not_below}, which is not there: correct its risk_not_below.`,
    ),
  ];
}

/** The same for the same cases, so that only like is compared with like. 16 hex digits. */
export async function hashOfCases(cases: readonly Case[], signal: AbortSignal): Promise<string> {
  const parts = await Promise.all(
    cases.map(async ({ clipPath, ...told }) => {
      const bytes = told.seen ? 0 : await stat(await clipPath(signal)).then(({ size }) => size);
      return JSON.stringify([told, bytes]);
    }),
  );
  return createHash("sha256").update(parts.toSorted().join("\n")).digest("hex").slice(0, 16);
}

async function caseFilesIn(folder: string): Promise<readonly string[] | string> {
  const listed = await list(folder);
  if (typeof listed === "string") return `The folder ${folder} cannot be read: ${listed}`;
  const beside = listed.filter((one) => one.isFile() && extname(one.name) === ".json");
  const own = listed
    .filter((one) => one.isDirectory())
    .map(({ name }) => join(folder, name, `${OWN_FOLDER}.json`));
  const isThere = await Promise.all(
    own.map((path) =>
      stat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  const all = [...beside.map(({ name }) => join(folder, name)), ...own.filter((_, i) => isThere[i])];
  return all.length > 0
    ? all.toSorted()
    : `The folder ${folder} holds no cases: put NAME.json beside NAME.mp4 into it.`;
}

const list = (folder: string): Promise<readonly Dirent[] | string> =>
  readdir(folder, { withFileTypes: true }).catch(failureMessage);

/** A case, or a sentence that says what is wrong with its file. */
async function readCase(file: string): Promise<Case | string> {
  const name = nameOf(file);
  if (!CASE_NAME.test(name)) {
    return `The case ${file} needs another name: small letters, digits and single hyphens.`;
  }
  const raw = await readJson(file);
  if ("complaint" in raw) return `The case ${file} ${raw.complaint}`;
  const { data, error } = CaseFile.safeParse(raw.value);
  if (data && facts(data.expect) === 0)
    return `The case ${file} expects nothing: say what must hold of its clip.`;
  if (!data) return `The case ${file} is wrong: ${error.issues.map(issueWords).join(" ")}`;
  const path = await clipOf(file, data.clip);
  if (path === undefined) {
    const wanted = data.clip ?? `${basename(file, ".json")}.mp4`;
    return `The case ${file} has no clip: put ${wanted} beside it.`;
  }
  return { ...data, name, clipPath: async () => path };
}

function nameOf(file: string): string {
  const name = basename(file, ".json");
  return name === OWN_FOLDER ? basename(dirname(file)) : name;
}

async function readJson(file: string): Promise<{ readonly value: unknown } | { readonly complaint: string }> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size > CASE_BYTES_MAX)
      return { complaint: `has ${size} bytes; more than ${CASE_BYTES_MAX} cannot be right.` };
    return { value: JSON.parse(await handle.readFile("utf8")) };
  } catch (cause) {
    return cause instanceof SyntaxError
      ? { complaint: "is not valid JSON: look for a missing comma, quote or bracket." }
      : { complaint: `cannot be read: ${failureMessage(cause)}` };
  }
}

const issueWords = ({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }) =>
  `${path.length === 0 ? "the whole" : path.join(".")}: ${message}.`;

async function clipOf(file: string, named: string | undefined): Promise<string | undefined> {
  const folder = dirname(file);
  const own = basename(file, ".json");
  const stems = own === OWN_FOLDER ? [own, "clip"] : [own];
  const names =
    named === undefined ? stems.flatMap((stem) => CLIP_ENDINGS.map((ending) => stem + ending)) : [named];
  for (const name of names) {
    const path = resolve(folder, name);
    if (
      await stat(path).then(
        (info) => info.isFile(),
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
