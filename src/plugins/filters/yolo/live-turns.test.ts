import { expect, test } from "vitest";
import { makeTurns, WAITING_MAX } from "./live-turns.ts";

const running = new AbortController().signal;

/** A model that is told when each picture is done. */
function bench() {
  const turns = makeTurns();
  const done: (() => void)[] = [];
  const begun: string[] = [];
  const take = (side: "live" | "clip", name: string, signal = running) =>
    turns.take(
      side,
      async () => {
        begun.push(name);
        await new Promise<void>((resolve) => done.push(resolve));
        return name;
      },
      signal,
    );
  const finish = async () => {
    await new Promise(setImmediate);
    done.shift()?.();
    await new Promise(setImmediate);
  };
  return { turns, take, begun, finish };
}

test("while both sides wait they take turns, each in the order of asking", async () => {
  const { take, begun, finish } = bench();
  const all = [
    take("clip", "clip 1"),
    ...["clip 2", "clip 3", "clip 4"].map((name) => take("clip", name)),
    ...["live 1", "live 2"].map((name) => take("live", name)),
  ];

  for (const _ of all) await finish();

  expect(begun).toEqual(["clip 1", "live 1", "clip 2", "live 2", "clip 3", "clip 4"]);
  expect(await Promise.all(all)).toHaveLength(6);
});

test("a side alone goes on without waiting for the other", async () => {
  const { take, begun, finish } = bench();
  const all = [take("live", "1"), take("live", "2"), take("live", "3")];

  for (const _ of all) await finish();

  expect(begun).toEqual(["1", "2", "3"]);
});

test("a picture that fails gives the turn to the next", async () => {
  const turns = makeTurns();
  const failing = turns.take("live", () => Promise.reject(new Error("broken")), running);
  const next = turns.take("clip", async () => "seen", running);

  await expect(failing).rejects.toThrow("broken");
  expect(await next).toBe("seen");
});

test("who is aborted while waiting is let go at once and never begun", async () => {
  const { turns, take, begun, finish } = bench();
  const abort = new AbortController();
  const first = take("live", "first");
  const given = take("clip", "given up", abort.signal);

  abort.abort();
  await expect(given).rejects.toMatchObject({ kind: "aborted" });
  await expect(take("clip", "late", AbortSignal.abort())).rejects.toMatchObject({ kind: "aborted" });
  await finish();

  expect(turns.waiting("clip")).toBe(0);
  expect(await first).toBe("first");
  expect(begun).toEqual(["first"]);
});

test("more than may wait are turned away", async () => {
  const { take } = bench();
  void take("live", "at work");
  for (let clip = 0; clip < WAITING_MAX; clip++) void take("clip", `${clip}`);

  await expect(take("clip", "too many")).rejects.toMatchObject({ kind: "unavailable" });
});
