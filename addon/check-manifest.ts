import { access } from "node:fs/promises";
import { join } from "node:path";
import { type ManifestFile, ManifestFile as ManifestSchema, manifestDefaults } from "./manifest-schema.ts";
import { optionProblems, schemaProblems } from "./option-language.ts";
import { RATING_MAX, securityRating } from "./rating.ts";
import { readYaml } from "./read-yaml.ts";

/** Keys that the Supervisor ignores or the linter refuses, with the reason. */
const refused: Readonly<Record<string, string>> = {
  watchdog: "use HEALTHCHECK in the Dockerfile",
  advanced: "ignored since 2026.03",
  codenotary: "ignored since 2025",
  legacy: "for images without the Supervisor's API",
  auto_uart: "obsolete",
};

/** Manifest keys and values, options against the option language, and the security rating. */
export async function manifestProblems(root: string): Promise<readonly string[]> {
  const { value: manifest, problems } = await readYaml(root, "config.yaml", ManifestSchema);
  if (!manifest) return problems.map(explain);
  const hasProfile = await exists(join(root, "apparmor.txt"));
  const schema = manifest.schema ?? {};
  return [
    ...repeatedDefaults(manifest),
    ...contradictions(manifest),
    ...schemaProblems(schema),
    ...optionProblems(schema, manifest.options ?? {}),
    ...ratingProblems(manifest, hasProfile),
  ].map((problem) => `config.yaml: ${problem}`);
}

function explain(problem: string): string {
  const key = Object.keys(refused).find((name) => problem.includes(`"${name}"`));
  return key ? `${problem} (${key}: ${refused[key]})` : problem;
}

function repeatedDefaults(manifest: ManifestFile): readonly string[] {
  return Object.entries(manifest)
    .filter(([key, value]) => isEmpty(value) || value === manifestDefaults[key as keyof ManifestFile])
    .map(([key]) => `${key} repeats its default; leave it out.`);
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function contradictions(manifest: ManifestFile): readonly string[] {
  const found: readonly (readonly [boolean, string])[] = [
    [Boolean(manifest.ingress && manifest.webui), "webui beside ingress is refused by the linter."],
    [manifest.ingress_port === 0 && !manifest.host_network, "ingress_port 0 needs host_network."],
    [
      Boolean(manifest.full_access && (manifest.devices ?? manifest.gpio ?? manifest.uart ?? manifest.usb)),
      "full_access makes devices, gpio, uart and usb meaningless.",
    ],
    [
      manifest.backup === "cold" && Boolean(manifest.backup_pre ?? manifest.backup_post),
      "backup_pre and backup_post are not run for a cold backup.",
    ],
    [hasTwo(manifest.map, ["config", "homeassistant_config"]), "map: config and homeassistant_config clash."],
    [
      hasTwo(manifest.map, ["config", "addon_config"]) || hasTwo(manifest.map, ["config", "app_config"]),
      "map: config and the app's own configuration folder clash.",
    ],
    [
      Object.keys(manifest.ports_description ?? {}).some(
        (port) => !Object.hasOwn(manifest.ports ?? {}, port),
      ),
      "ports_description names a port that is not in ports.",
    ],
  ];
  return found.flatMap(([wrong, sentence]) => (wrong ? [sentence] : []));
}

function hasTwo(map: readonly string[] | undefined, kinds: readonly string[]): boolean {
  const mapped = new Set(map?.map((entry) => entry.split(":")[0]));
  return kinds.every((kind) => mapped.has(kind));
}

function ratingProblems(manifest: ManifestFile, hasProfile: boolean): readonly string[] {
  const rating = securityRating(manifest, hasProfile);
  return rating === RATING_MAX ? [] : [`the security rating is ${rating}; it must be ${RATING_MAX}.`];
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
