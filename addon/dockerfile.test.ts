import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { catalogue } from "#plugins/filters/yolo/catalogue.ts";

const root = join(import.meta.dirname, "..");

test("the image brings the model of the catalogue, by address, checksum and file name", async () => {
  const dockerfile = await readFile(join(root, "Dockerfile"), "utf8");
  const model = catalogue["yolox_s"];

  expect(dockerfile).toContain(`\nARG MODEL_URL=${model?.url}\n`);
  expect(dockerfile).toContain(`\nARG MODEL_SHA256=${model?.sha256}\n`);
  expect(dockerfile).toContain(`-o ${model?.file} `);
});
