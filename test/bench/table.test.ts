import { expect, it } from "vitest";
import { type BenchPart, quantileOf, tableOf, writeInto } from "./table.ts";

const part: BenchPart = { name: "motion", title: "Motion", why: "Because.", run: async () => [] };

it("columns are as wide as their widest cell", () => {
  const table = tableOf([
    { what: "µs", cost: "1" },
    { what: "longer", cost: "22.5" },
  ]);

  expect(table.split("\n")).toEqual([
    "| what   | cost |",
    "| ------ | ---- |",
    "| µs     | 1    |",
    "| longer | 22.5 |",
  ]);
});

it("a part is added to the page once, then replaced where it stands", () => {
  const first = writeInto("# Performance\n", part, [{ cost: "1" }], "Machine.");

  const second = writeInto(`${first}\n## Another\n`, part, [{ cost: "2" }], "Machine.");

  expect(first).toContain("## Motion\n\n<!-- bench:motion -->\n\nBecause.\n\n| cost |");
  expect(second.match(/bench:motion -->/g)).toHaveLength(2);
  expect(second).not.toContain("| 1    |");
  expect(second).toContain("| 2    |");
  expect(second.trimEnd().endsWith("## Another")).toBe(true);
});

it("quantiles of a few values are among them", () => {
  expect(quantileOf([3, 1, 2])).toBe(2);
  expect(quantileOf([3, 1, 2], 0.99)).toBe(3);
});
