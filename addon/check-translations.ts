import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { AddonType } from "./addon-type.ts";
import { ManifestFile } from "./manifest-schema.ts";
import { readYaml } from "./read-yaml.ts";

interface Translated {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly fields?: Readonly<Record<string, Translated>> | undefined;
}

const Entry: z.ZodType<Translated> = z.strictObject({
  name: z.string().min(1),
  description: z.string().nullable().optional(),
  get fields() {
    return z.record(z.string(), Entry).optional();
  },
});

const Translation = z.strictObject({
  configuration: z.record(z.string(), Entry).optional(),
  network: z.record(z.string(), z.string()).optional(),
});

/** Every option and port has a text in every language, and no text speaks of what does not exist. */
export async function translationProblems(root: string): Promise<readonly string[]> {
  const { value: manifest } = await readYaml(root, "config.yaml", ManifestFile);
  const files = await readdir(join(root, "translations")).catch((): string[] => []);
  if (!files.includes("en.yaml")) return ["translations/en.yaml is missing; it is the fallback language."];
  const problems = await Promise.all(
    files.map((file) => fileProblems(root, `translations/${file}`, manifest)),
  );
  return problems.flat();
}

async function fileProblems(root: string, path: string, manifest: ManifestFile | undefined) {
  const { value: translation, problems } = await readYaml(root, path, Translation);
  if (!translation || !manifest) return problems;
  return [
    ...differences(fieldsOf(manifest.schema ?? {}), translation.configuration ?? {}, "configuration"),
    ...keyDifferences(Object.keys(manifest.ports ?? {}), Object.keys(translation.network ?? {}), "network"),
  ].map((problem) => `${path}: ${problem}`);
}

type Fields = Readonly<Record<string, AddonType>>;

function differences(schema: Fields, texts: Readonly<Record<string, Translated>>, path: string): string[] {
  return [
    ...keyDifferences(Object.keys(schema), Object.keys(texts), path),
    ...Object.entries(schema).flatMap(([key, type]) => {
      const text = texts[key];
      return text ? differences(fieldsOf(type), text.fields ?? {}, `${path}.${key}`) : [];
    }),
  ];
}

function keyDifferences(wanted: readonly string[], present: readonly string[], path: string): string[] {
  return [
    ...wanted.filter((key) => !present.includes(key)).map((key) => `${path}.${key} has no text.`),
    ...present.filter((key) => !wanted.includes(key)).map((key) => `${path}.${key} does not exist.`),
  ];
}

/** The named fields inside a type: of a dict itself, or of the items of a list. */
function fieldsOf(type: AddonType): Fields {
  if (typeof type === "string") return {};
  if (isList(type)) return fieldsOf(type[0]);
  return type;
}

function isList(type: AddonType): type is readonly [AddonType] {
  return Array.isArray(type);
}
