import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readYaml } from "./read-yaml.ts";

const Image = z
  .string()
  .regex(/^([a-zA-Z\-.:\d{}]+\/)*?([-\w{}]+)\/([-\w{}]+)(:[.\-\w{}]+)?$/, { error: "is no image reference" });

const BuildFile = z.strictObject({
  // A string would be allowed, but the release tools take the architectures from these keys.
  build_from: z.record(z.string(), Image),
  args: z.record(z.string(), z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

const RepositoryFile = z.strictObject({
  name: z.string().min(1),
  url: z.url().optional(),
  maintainer: z.string().optional(),
});

const ArchOnly = z.object({ arch: z.array(z.string()) });

/** build.yaml, Dockerfile and repository.yaml. Without `build_from` the Supervisor silently builds on Alpine. */
export async function buildProblems(root: string): Promise<readonly string[]> {
  const [build, manifest, repository, dockerfile] = await Promise.all([
    readYaml(root, "build.yaml", BuildFile),
    readYaml(root, "config.yaml", ArchOnly),
    readYaml(root, "repository.yaml", RepositoryFile),
    readFile(join(root, "Dockerfile"), "utf8").catch(() => ""),
  ]);
  const bases = Object.entries(build.value?.build_from ?? {});
  return [
    ...[...build.problems, ...repository.problems].filter((problem) => !problem.endsWith(" is missing.")),
    ...archProblems(
      bases.map(([arch]) => arch),
      manifest.value?.arch,
    ),
    ...bases
      .filter(([, image]) => !isGlibc(image))
      .map(([arch, image]) => `build.yaml: ${arch} is built on ${image}; onnxruntime needs a glibc base.`),
    ...dockerfileProblems(dockerfile, new Set(bases.map(([, image]) => image))),
  ];
}

function archProblems(built: readonly string[], wanted: readonly string[] | undefined): readonly string[] {
  if (!wanted || built.length === 0 || built.toSorted().join() === wanted.toSorted().join()) return [];
  return [`build.yaml builds ${built.join(", ")}, config.yaml lists ${wanted.join(", ")}.`];
}

function isGlibc(image: string): boolean {
  return /debian|ubuntu/.test(image);
}

function dockerfileProblems(dockerfile: string, bases: ReadonlySet<string>): readonly string[] {
  const preset = /^ARG BUILD_FROM=(?<image>\S+)$/m.exec(dockerfile)?.groups?.["image"];
  return [
    ...(preset !== undefined && bases.has(preset)
      ? []
      : ["Dockerfile: ARG BUILD_FROM needs build.yaml's base as its default."]),
    ...(/^HEALTHCHECK /m.test(dockerfile) ? [] : ["Dockerfile: a HEALTHCHECK is missing."]),
  ];
}
