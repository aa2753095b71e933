import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openProcess, runProcess } from "./process.ts";

const running = new AbortController().signal;
const node = process.execPath;
const isAlive = async (pid: number) => {
  // A zombie still has its entry.
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/^\d+ \(.*\) Z/.test(stat);
};

async function untilGone(pid: number): Promise<void> {
  for (const deadlineMs = performance.now() + 30_000; await isAlive(pid); await sleep(20)) {
    if (performance.now() > deadlineMs) throw new Error(`${pid} is still there`);
  }
}

test("a program's output, error output and exit code come back", async () => {
  const script = "process.stdin.pipe(process.stdout); console.error('hm'); process.exitCode = 3";

  const done = await runProcess(
    node,
    ["-e", script],
    { timeoutMs: 30_000, input: Buffer.from("in") },
    running,
  );

  expect({ ...done, stdout: done.stdout.toString() }).toEqual({
    code: 3,
    signal: null,
    stdout: "in",
    stderr: "hm\n",
  });
});

test("a program that ignores SIGTERM is killed", async () => {
  const script = "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)";
  const child = await openProcess(node, ["-e", script], { stopGraceMs: 50 });
  await once(child.stdout, "data");

  await Promise.all([child.stop(), child.stop()]);

  expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
  expect(await isAlive(child.pid)).toBe(false);
});

test("a program that is blocked in writing can be stopped", async () => {
  const child = await openProcess("yes", []);

  await child[Symbol.asyncDispose]();

  expect(await child.exited).toEqual({ code: null, signal: "SIGTERM" });
});

test("only the end of a long error output is kept", async () => {
  const script = "console.error('x'.repeat(200000)); console.error('last words')";

  const { stderr } = await runProcess(node, ["-e", script], { timeoutMs: 30_000 }, running);

  expect(stderr).toHaveLength(8192);
  expect(stderr).toMatch(/x{100}\nlast words\n$/);
});

test.each([
  ["it does not exist", "/nowhere/at-all", [], { timeoutMs: 30_000 }, "rejected", "cannot be started"],
  ["it takes too long", "sleep", ["60"], { timeoutMs: 50 }, "unavailable", "took longer than 50 ms"],
  [
    "it writes too much",
    "yes",
    [],
    { timeoutMs: 30_000, outputBytesMax: 999 },
    "rejected",
    "more than expected",
  ],
] as const)("a program fails with a sentence when %s", async (_, command, args, options, kind, words) => {
  const run = runProcess(command, args, options, running);

  await expect(run).rejects.toMatchObject({ name: "Failure", kind, message: expect.stringContaining(words) });
});

test("an aborted signal ends it, also one that was aborted before", async () => {
  const controller = new AbortController();
  const run = runProcess("sleep", ["60"], { timeoutMs: 120_000 }, controller.signal);
  setImmediate(() => controller.abort());

  await expect(run).rejects.toMatchObject({ kind: "aborted" });
  await expect(runProcess("sleep", ["60"], { timeoutMs: 120_000 }, controller.signal)).rejects.toMatchObject({
    kind: "aborted",
  });
});

test("writing to a program that is gone breaks nothing", async () => {
  await using child = await openProcess("true", []);
  await child.exited;

  child.stdin.write(Buffer.alloc(1_000_000));
  await sleep(20);

  expect(await child.exited).toEqual({ code: 0, signal: null });
});

test.each(["process.exit(0)", "throw new Error('bug')"])("no program outlives us after %s", async (end) => {
  const script = `
    const { openProcess } = await import(${JSON.stringify(new URL("process.ts", import.meta.url).href)});
    const child = await openProcess("sleep", ["600"]);
    console.log(child.pid);
    setTimeout(() => { ${end} }, 20);`;

  const { stdout } = await runProcess(
    node,
    ["--input-type=module", "-e", script],
    { timeoutMs: 30_000 },
    running,
  );

  expect(Number(stdout)).toBeGreaterThan(0);
  await untilGone(Number(stdout));
});
