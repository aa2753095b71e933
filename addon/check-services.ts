import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

const SERVICES = "rootfs/etc/s6-overlay/s6-rc.d";

/** s6 services: type, shebang, run bits, dependencies, and that they are in the set that starts. */
export async function serviceProblems(root: string): Promise<readonly string[]> {
  const folder = join(root, SERVICES);
  const services = (await names(folder)).filter((name) => name !== "user");
  if (services.length === 0) return [`${SERVICES} holds no service.`];
  const started = new Set(await names(join(folder, "user/contents.d")));
  const problems = await Promise.all([
    ...services.map((service) => oneService(root, service, { services, started })),
    commandProblems(root),
  ]);
  return problems.flat();
}

interface Known {
  readonly services: readonly string[];
  readonly started: ReadonlySet<string>;
}

async function oneService(root: string, service: string, known: Known): Promise<readonly string[]> {
  const path = `${SERVICES}/${service}`;
  const type = (await readFile(join(root, path, "type"), "utf8").catch(() => "")).trim();
  const dependencies = await names(join(root, path, "dependencies.d"));
  const scripts = type === "oneshot" ? ["up"] : ["run", "finish"];
  const scriptProblems = await Promise.all(scripts.map((script) => executable(root, `${path}/${script}`)));
  return [
    ...(type === "longrun" || type === "oneshot" ? [] : [`${path}/type must be longrun or oneshot.`]),
    ...(known.started.has(service) ? [] : [`${path} is not in user/contents.d, so it never starts.`]),
    ...dependencies
      .filter((name) => name !== "base" && !known.services.includes(name))
      .map((name) => `${path} depends on ${name}, which does not exist.`),
    ...(dependencies.includes("base") ? [] : [`${path} must depend on base.`]),
    ...scriptProblems.flat(),
  ];
}

async function commandProblems(root: string): Promise<readonly string[]> {
  const folder = "rootfs/usr/local/bin";
  const problems = await Promise.all(
    (await names(join(root, folder))).map((name) => executable(root, `${folder}/${name}`)),
  );
  return problems.flat();
}

async function executable(root: string, path: string): Promise<readonly string[]> {
  const [text, mode] = await Promise.all([
    readFile(join(root, path), "utf8").catch(() => undefined),
    stat(join(root, path)).then(
      (stats) => stats.mode,
      () => 0,
    ),
  ]);
  if (text === undefined) return [`${path} is missing.`];
  return [
    ...(text.startsWith("#!") ? [] : [`${path} needs a #! line.`]),
    ...(text.includes("\r") ? [`${path} has Windows line ends.`] : []),
    ...((mode & 0o111) === 0o111 ? [] : [`${path} is not executable.`]),
  ];
}

async function names(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch((): string[] => [])).toSorted((a, b) => a.localeCompare(b));
}
