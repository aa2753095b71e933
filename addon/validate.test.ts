import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validate } from "./validate.ts";

const repository = join(import.meta.dirname, "..");
const parts = [
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
  "icon.png",
  "logo.png",
  "package.json",
  "translations",
  "rootfs",
];

let sandbox = "";
let copies = 0;

beforeAll(async () => {
  sandbox = await mkdtemp(join(tmpdir(), "porchlight-validate-"));
});

afterAll(async () => {
  await rm(sandbox, { recursive: true, force: true });
});

test("the repository is a valid Home Assistant app", async () => {
  expect(await validate(repository)).toEqual([]);
});

test("a copy of its packaging is valid too, so that what follows shows one fault each", async () => {
  expect(await validate(await copy())).toEqual([]);
});

describe("a fault is found and named:", () => {
  test.each<[fault: string, change: (root: string) => Promise<void>, sentence: RegExp]>([
    ["a manifest that is no YAML", write("config.yaml", "a: [\n"), /^config\.yaml: /],
    ["an unknown manifest key", edit("config.yaml", "timeout: 30", "time_out: 30"), /"time_out"/],
    ["a refused key", edit("config.yaml", "timeout: 30", "watchdog: tcp://[HOST]:1"), /use HEALTHCHECK/],
    ["a slug with capitals", edit("config.yaml", "slug: porchlight", "slug: Porchlight"), /slug/],
    ["a dead architecture", edit("config.yaml", "- amd64", "- armv7"), /arch/],
    ["a timeout out of range", edit("config.yaml", "timeout: 30", "timeout: 500"), /timeout/],
    ["a device with a colon", edit("config.yaml", "renderD129", "a:rwm"), /without a colon/],
    ["a misspelt map entry", edit("config.yaml", "media:rw", "medium:rw"), /map/],
    ["a service that does not exist", edit("config.yaml", "mqtt:want", "mqtt:wish"), /services/],
    ["a path in backup_exclude", edit("config.yaml", "- models", "- data/models"), /bare name/],
    ["a default repeated", edit("config.yaml", "timeout: 30", "timeout: 10"), /timeout repeats its default/],
    ["an empty key", edit("config.yaml", "timeout: 30", "discovery: []"), /discovery repeats/],
    ["webui beside ingress", edit("config.yaml", "timeout: 30", 'webui: "http://[HOST]:[PORT:80]"'), /webui/],
    ["ingress_port 0", edit("config.yaml", "timeout: 30", "ingress_port: 0"), /ingress_port 0 needs/],
    [
      "full access",
      edit("config.yaml", "timeout: 30", "full_access: true"),
      /full_access makes.*meaningless/,
    ],
    [
      "a backup hook that never runs",
      edit("config.yaml", "timeout: 30", "backup: cold\nbackup_pre: a"),
      /backup_pre/,
    ],
    ["two folders that clash", edit("config.yaml", "- media:rw", "- config\n  - app_config"), /clash/],
    [
      "a text for no port",
      edit("config.yaml", "timeout: 30", "ports_description:\n  1/tcp: A"),
      /ports_description/,
    ],
    [
      "a lower rating by the network",
      edit("config.yaml", "timeout: 30", "host_network: true"),
      /rating is 7/,
    ],
    ["a lower rating by a role", edit("config.yaml", "timeout: 30", "hassio_role: admin"), /rating is 6/],
    [
      "a lower rating by a right",
      edit("config.yaml", "timeout: 30", "privileged: [SYS_ADMIN]"),
      /rating is 7/,
    ],
    ["a lower rating without profile", remove("apparmor.txt"), /rating is 7/],
    ["an unknown option type", edit("config.yaml", "name: str", "name: text"), /`text` is no type/],
    ["a text with a length", edit("config.yaml", "name: str", "name: str(1,64)"), /2026\.07\.4/],
    ["a pattern without anchor", edit("config.yaml", "name: str", "name: match([a-z]+)"), /anchored pattern/],
    [
      "a default that does not fit",
      edit("config.yaml", "log_level: info", "log_level: loud"),
      /log_level does not fit/,
    ],
    [
      "a default for no option",
      edit("config.yaml", "log_level: info", "log_levels: info"),
      /log_levels is not in/,
    ],
    ["a dict without default", edit("config.yaml", "  cameras: []\n", ""), /cameras is required/],
    [
      "a missing translation",
      edit("translations/en.yaml", "  log_level:", "  loglevel:"),
      /log_level has no text/,
    ],
    [
      "a text for no option",
      edit("translations/en.yaml", "  log_level:", "  loglevel:"),
      /loglevel does not exist/,
    ],
    [
      "a missing text in a list item",
      edit("translations/en.yaml", "      transport:", "      transports:"),
      /cameras\.transport has no/,
    ],
    [
      "a port without a text",
      edit("config.yaml", "timeout: 30", "ports:\n  2121/tcp: null"),
      /2121\/tcp has no text/,
    ],
    [
      "a text without a name",
      edit("translations/en.yaml", "name: Log level", "title: Log level"),
      /translations\/en\.yaml: /,
    ],
    ["no English", remove("translations/en.yaml"), /fallback language/],
    [
      "another version in the manifest",
      edit("config.yaml", "version: 0.1.0", "version: 0.0.9"),
      /npm run generate/,
    ],
    [
      "no news for this version",
      edit("CHANGELOG.md", "## 0.1.0", "## 0.0.9"),
      /newest version heading is 0\.0\.9/,
    ],
    ["a build file without a base", write("build.yaml", "args:\n  A: b\n"), /build\.yaml: /],
    [
      "a build file with an old key",
      edit("build.yaml", "build_from:", "squash: true\nbuild_from:"),
      /"squash"/,
    ],
    ["another set of architectures", edit("build.yaml", "  amd64:", "  armv7:"), /config\.yaml lists/],
    [
      "a musl base",
      edit(
        "build.yaml",
        "amd64: ghcr.io/home-assistant/base-debian:trixie",
        "amd64: ghcr.io/home-assistant/base:latest",
      ),
      /glibc/,
    ],
    [
      "a base by digest",
      edit("build.yaml", "amd64: ghcr.io/home-assistant/base-debian:trixie", "amd64: a/b@sha256:00"),
      /image reference/,
    ],
    [
      "another base in the Dockerfile",
      edit("Dockerfile", "base-debian:trixie", "base-debian:bookworm"),
      /ARG BUILD_FROM/,
    ],
    ["no health check", edit("Dockerfile", "HEALTHCHECK", "# HEALTHCHECK"), /HEALTHCHECK is missing/],
    ["a nameless repository", write("repository.yaml", "url: https://example.org\n"), /repository\.yaml: /],
    [
      "two profiles",
      edit("apparmor.txt", "profile porchlight", "profile a {\n}\nprofile porchlight"),
      /2 profile lines/,
    ],
    [
      "a profile of another name",
      edit("apparmor.txt", "profile porchlight", "profile other"),
      /the profile is other/,
    ],
    [
      "a service that is not started",
      remove("rootfs/etc/s6-overlay/s6-rc.d/user/contents.d/porchlight"),
      /never starts/,
    ],
    ["a service without a type", remove("rootfs/etc/s6-overlay/s6-rc.d/porchlight/type"), /type must be/],
    [
      "a dependency on nothing",
      write("rootfs/etc/s6-overlay/s6-rc.d/porchlight/dependencies.d/init-app", ""),
      /depends on init-app/,
    ],
    [
      "no dependency on base",
      remove("rootfs/etc/s6-overlay/s6-rc.d/porchlight/dependencies.d/base"),
      /must depend on base/,
    ],
    [
      "a run script without run bit",
      mode("rootfs/etc/s6-overlay/s6-rc.d/porchlight/run", 0o644),
      /run is not executable/,
    ],
    [
      "a command without run bit",
      mode("rootfs/usr/local/bin/porchlight", 0o644),
      /bin\/porchlight is not executable/,
    ],
    [
      "a missing finish script",
      remove("rootfs/etc/s6-overlay/s6-rc.d/porchlight/finish"),
      /finish is missing/,
    ],
    [
      "a script with Windows line ends",
      edit("rootfs/usr/local/bin/porchlight", "#!/bin/sh\n", "#!/bin/sh\r\n"),
      /Windows line ends/,
    ],
    ["a script without #!", edit("rootfs/usr/local/bin/porchlight", "#!/bin/sh\n", ""), /needs a #! line/],
    ["a second manifest", write("addon/config.json", "{}"), /addon\/config\.json: the Supervisor takes/],
    ["a sample manifest", write("test/config.example.yaml", ""), /config\.example\.yaml: /],
    ["a manifest of another kind at the root", write("config.json", "{}"), /^config\.json: /],
    ["a workflow called build", write(".github/workflows/build.yml", ""), /workflows\/build\.yml: /],
    ["a source that looks like a repository", write("src/db/repository.json", ""), /repository\.json: /],
    ["an icon of another size", pictureFrom("logo.png", "icon.png"), /icon\.png must be/],
    ["a logo of another size", pictureFrom("icon.png", "logo.png"), /logo\.png must be/],
    ["an icon that is no PNG", write("icon.png", "GIF89a, or so it says here"), /icon\.png must be/],
    ["a missing manual", remove("DOCS.md"), /DOCS\.md is missing/],
    ["a missing licence", remove("LICENSE"), /LICENSE is missing/],
  ])("%s", async (_fault, change, sentence) => {
    const root = await copy();

    await change(root);

    expect(await validate(root)).toContainEqual(expect.stringMatching(sentence));
  });
});

test("names that the Supervisor does not look at are allowed", async () => {
  const root = await copy();

  await write("src/config.ts", "")(root);
  await write(".vscode/config.json", "{}")(root);
  await write("rootfs/etc/config.json", "{}")(root);
  await write("node_modules/pino/build.json", "{}")(root);

  expect(await validate(root)).toEqual([]);
});

test("a profile that does not parse is refused", async ({ skip }) => {
  const { apparmorProblems } = await import("./check-apparmor.ts");
  const root = await copy();
  await edit("apparmor.txt", "  file,", "  fiel,")(root);

  const problems = await apparmorProblems(root);

  skip(problems.length === 0, "apparmor_parser is not installed");
  expect(problems).toEqual([expect.stringMatching(/cannot be parsed/)]);
});

async function copy(): Promise<string> {
  copies += 1;
  const root = join(sandbox, String(copies));
  for (const part of parts) await cp(join(repository, part), join(root, part), { recursive: true });
  return root;
}

function write(path: string, text: string) {
  return async (root: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
}

function edit(path: string, from: string, to: string) {
  return async (root: string) => {
    const text = await readFile(join(root, path), "utf8");
    if (!text.includes(from)) throw new Error(`${path} has no "${from}" to change`);
    await writeFile(join(root, path), text.replace(from, to));
  };
}

function remove(path: string) {
  return (root: string) => rm(join(root, path));
}

function mode(path: string, bits: number) {
  return (root: string) => chmod(join(root, path), bits);
}

function pictureFrom(from: string, to: string) {
  return (root: string) => cp(join(root, from), join(root, to), { force: true });
}
