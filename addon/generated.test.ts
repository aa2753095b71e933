import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { Options } from "#config/schema.ts";
import { generated } from "./generated.ts";
import { optionNode } from "./json-schema.ts";
import { packageVersion } from "./package-version.ts";
import { translation } from "./translation.ts";
import { languages } from "./words/languages.ts";

const root = join(import.meta.dirname, "..");

test("the generated files in the repository are fresh", async () => {
  const files = generated(await packageVersion(root));

  const present = await Promise.all([...files.keys()].map((path) => readFile(join(root, path), "utf8")));

  expect(present).toEqual([...files.values()]);
});

test("the options that an untouched form sends are accepted by the app", () => {
  const manifest = z
    .object({ options: z.record(z.string(), z.unknown()) })
    .parse(parse(generated("1.2.3").get("config.yaml") ?? ""));

  expect(Options.parse(manifest.options)).toEqual(Options.parse({}));
});

test("every option is in the manual page, and a secret is marked", () => {
  const page = generated("1.2.3").get("docs/configuration.md") ?? "";

  for (const key of Object.keys(Options.shape.cameras.unwrap().element.shape)) {
    expect(page).toContain(`| \`${key}\``);
  }
  expect(page).toContain("| `password` 🔒 |");
  expect(page).toContain("| `url` 🔒 |");
});

test("the JSON schema for editors asks for a camera's name and address only", () => {
  const schema: unknown = JSON.parse(generated("1.2.3").get("docs/configuration.schema.json") ?? "");

  expect(schema).toMatchObject({
    properties: { cameras: { items: { required: ["name", "url"] } }, log_level: { default: "info" } },
  });
});

test("a version that YAML would read as a number stays a text", () => {
  expect(parse(generated("1.0").get("config.yaml") ?? "")).toMatchObject({ version: "1.0" });
});

test.each(Object.entries(languages))(
  "colons, quotes and braces of a text in %s come through YAML as the Supervisor reads it",
  (language, words) => {
    const file = generated("1.2.3").get(`translations/${language}.yaml`) ?? "";

    expect(parse(file, { version: "1.1" })).toEqual({
      configuration: translation(optionNode(Options), words),
    });
  },
);
