import { access, open, readdir } from "node:fs/promises";
import { basename, join } from "node:path";

const required = [
  "config.yaml",
  "build.yaml",
  "repository.yaml",
  "Dockerfile",
  ".dockerignore",
  "apparmor.txt",
  "README.md",
  "DOCS.md",
  "CHANGELOG.md",
  "LICENSE",
];

/** Folders that git ignores, so that the store's clone never has them. */
const ignored = new Set([".git", "node_modules", ".tools", ".demo", ".image", "coverage", "dist"]);

export async function missingFiles(root: string): Promise<readonly string[]> {
  const missing = await Promise.all(
    required.map((path) =>
      access(join(root, path)).then(
        () => [],
        () => [`${path} is missing.`],
      ),
    ),
  );
  return missing.flat();
}

/**
 * Names that the Supervisor takes for another app's manifest, build file or repository, wherever they lie.
 *
 * It skips folders that begin with a dot, and rootfs, for `config` only.
 */
export async function forbiddenNames(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  await walk(root, "", (path) => {
    const match = /^(?<stem>config|build|repository)\..*$/.exec(basename(path));
    if (!match || !/\.(?:yaml|yml|json)$/.test(path)) return;
    if (path === `${match.groups?.["stem"]}.yaml`) return;
    const parts = path.split("/");
    const isHidden = parts.includes("rootfs") || parts.some((part) => part.startsWith("."));
    if (match.groups?.["stem"] === "config" && isHidden) return;
    found.push(`${path}: the Supervisor takes this name for another app's; rename it.`);
  });
  return found.sort();
}

async function walk(root: string, folder: string, visit: (path: string) => void): Promise<void> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) visit(path);
    else if (entry.isDirectory() && !ignored.has(entry.name)) await walk(root, path, visit);
  }
}

/** The icon must be 128×128, the logo about 250×100. */
export async function pictureProblems(root: string): Promise<readonly string[]> {
  const [icon, logo] = await Promise.all([pngSize(join(root, "icon.png")), pngSize(join(root, "logo.png"))]);
  const logoFits =
    logo !== undefined && Math.abs(logo.width - 250) <= 50 && Math.abs(logo.height - 100) <= 20;
  return [
    ...(icon?.width === 128 && icon.height === 128 ? [] : ["icon.png must be a PNG of 128×128."]),
    ...(logoFits ? [] : ["logo.png must be a PNG of about 250×100."]),
  ];
}

const PNG_HEADER_BYTES = 24;

async function pngSize(path: string): Promise<{ width: number; height: number } | undefined> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PNG_HEADER_BYTES), 0, PNG_HEADER_BYTES, 0);
    if (bytesRead < PNG_HEADER_BYTES || buffer.toString("latin1", 1, 4) !== "PNG") return undefined;
    return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) };
  } catch {
    return undefined;
  }
}
