import { expect, test } from "vitest";
import { openLog, plainLine } from "./log.ts";

test("a line is plain text in the owner's time", () => {
  const time = new Date(2026, 10, 20, 8, 30, 5).toISOString();

  const line = plainLine(
    JSON.stringify({ level: 40, time, msg: "stream lost", camera: "door", why: "no answer" }),
  );

  expect(line).toBe('2026-11-20 08:30:05 WARN  stream lost camera=door why="no answer"\n');
});

test("an error shows its stack, and nothing shows a secret", () => {
  const lines: string[] = [];
  const log = openLog(
    "info",
    (text) => text.replaceAll("hunter22", "***"),
    (line) => lines.push(line),
  );

  log.child({ camera: "door" }).error({ err: new Error("no hunter22") }, "failed with hunter22");
  log.debug({}, "not at this level");

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/ERROR failed with \*\*\* camera=door err=Error: no \*\*\*\n {4}at /);
});
