import { readFile, writeFile } from "node:fs/promises";

/**
 * Adds to package-lock.json what npm leaves out of it when it cannot see packages for other platforms.
 *
 * npm writes no entry for an optional package that its registry does not serve, and `npm ci` of npm ≥ 11.6.2 then refuses
 * the file (npm/cli#8805), everywhere. Such an entry needs no more than version and platform, as it is never installed
 * here. `--check` names what is missing and exits 1.
 */
interface Locked {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const PATH = "package-lock.json";
const lock = JSON.parse(await readFile(PATH, "utf8")) as { packages: Record<string, Locked> };
const missing = Object.entries(lock.packages).flatMap(([path, parent]) => missingIn(path, parent));

if (process.argv.includes("--check")) {
  for (const [path] of missing)
    process.stderr.write(`${PATH} has no ${path}: run node script/complete-lock.ts.\n`);
  process.exitCode = missing.length > 0 ? 1 : 0;
} else if (missing.length > 0) {
  const entries = [...Object.entries(lock.packages), ...missing];
  entries.sort(([a], [b]) => (a === "" ? -1 : b === "" ? 1 : a.localeCompare(b, "en")));
  lock.packages = Object.fromEntries(entries);
  await writeFile(PATH, `${JSON.stringify(lock, undefined, 2)}\n`);
  process.stdout.write(`${PATH}: ${missing.length} platform packages added.\n`);
}

function missingIn(path: string, parent: Locked): readonly (readonly [string, Locked])[] {
  return Object.entries(parent.optionalDependencies ?? {}).flatMap(([name, version]) => {
    const isThere =
      `${path}/node_modules/${name}` in lock.packages || `node_modules/${name}` in lock.packages;
    if (isThere || !/^\d/.test(version)) return [];
    return [[`node_modules/${name}`, platformEntry(name, version, parent)] as const];
  });
}

/** Platform packages say in their name what they are for: `@biomejs/cli-linux-x64-musl`. */
function platformEntry(name: string, version: string, parent: Locked): Locked {
  const words = name.split(/[/-]/);
  const os = words.find((word) => /^(?:android|darwin|freebsd|linux|openharmony|win32)$/.test(word));
  const cpu = words.find((word) => /^(?:arm|arm64|ia32|ppc64|riscv64|s390x|x64)$/.test(word));
  if (!os || !cpu)
    throw new Error(`${name} does not say which platform it is for: add it to ${PATH} by hand.`);
  const libc = words.find((word) => /^(?:musl|gnu)/.test(word));
  return {
    version,
    cpu: [cpu],
    ...(parent.dev && { dev: true }),
    ...(libc && { libc: [libc.startsWith("musl") ? "musl" : "glibc"] }),
    optional: true,
    os: [os],
  };
}
