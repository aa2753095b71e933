import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClipState, anEvent } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openJournal, UNWRITTEN_MAX } from "./journal.ts";

const state = aClipState();

function openBench() {
  const store = fakeStore();
  const clock = makeManualClock();
  const log = keptLog();
  const problems = new Map<string, string>();
  const journal = openJournal({
    store: store.clips,
    clock,
    log,
    random: () => 0,
    problem: (key, sentence) =>
      void (sentence === undefined ? problems.delete(key) : problems.set(key, sentence)),
  });
  const record = (attempt: number) => journal.record(state, anEvent(state, { attempt }));
  const attempts = () => store.written.map((event) => event.attempt);
  return { store, clock, log, problems, journal, record, attempts };
}

test("while the store is away nothing throws, the owner is told, and all is written in order later", async () => {
  const bench = openBench();
  bench.store.error = new Failure("unavailable", "The disk is full.");

  for (const attempt of [1, 2, 3]) await bench.record(attempt);
  const problem = bench.problems.get("journal");
  bench.store.error = undefined;
  await vi.waitFor(async () => {
    await bench.clock.advance(1000);
    expect(bench.attempts()).toEqual([1, 2, 3]);
  });
  await bench.record(4);

  expect(problem).toBe("The journal cannot be written: The disk is full. Clips are still recorded.");
  expect(bench.attempts()).toEqual([1, 2, 3, 4]);
  expect(bench.problems.size).toBe(0);
  await bench.journal[Symbol.asyncDispose]();
});

test("entries that come at the same time are all written, each once", async () => {
  const bench = openBench();

  await Promise.all([1, 2, 3, 4, 5].map(bench.record));

  expect(bench.attempts()).toEqual([1, 2, 3, 4, 5]);
  await bench.journal[Symbol.asyncDispose]();
});

test("an entry that the store cannot digest does not hold up the others", async () => {
  const bench = openBench();
  bench.store.error = new TypeError("x is not a function");
  await bench.record(1);
  bench.store.error = undefined;

  await bench.record(2);

  expect(bench.attempts()).toEqual([2]);
  expect(bench.log.lines).toEqual(["error journal entry refused"]);
  await bench.journal[Symbol.asyncDispose]();
});

test("what waits in memory is bounded: the oldest entries go, and it is logged", async () => {
  const bench = openBench();
  bench.store.error = new Failure("unavailable", "The disk is full.");

  for (let n = 1; n <= UNWRITTEN_MAX + 2; n += 1) await bench.record(n);
  bench.store.error = undefined;
  await bench.journal[Symbol.asyncDispose]();

  expect(bench.attempts()).toHaveLength(UNWRITTEN_MAX);
  expect(bench.attempts()[0]).toBe(3);
  expect(bench.log.lines.filter((line) => line === "error journal entry dropped")).toHaveLength(2);
});

test("an entry that is dropped while it is being written takes no other with it", async () => {
  const bench = openBench();
  const { promise, resolve } = Promise.withResolvers<void>();
  const written: (number | undefined)[] = [];
  const slow = openJournal({
    ...bench,
    store: {
      record: async (_, event) => {
        await promise;
        written.push(event.attempt);
      },
    },
    random: () => 0,
    problem: () => undefined,
  });

  const first = slow.record(state, anEvent(state, { attempt: 1 }));
  await new Promise((done) => setImmediate(done));
  const others = Array.from({ length: UNWRITTEN_MAX }, (_, n) =>
    slow.record(state, anEvent(state, { attempt: n + 2 })),
  );
  resolve();
  await Promise.all([first, ...others]);

  expect(written).toEqual(Array.from({ length: UNWRITTEN_MAX + 1 }, (_, n) => n + 1));
});

test("closing tries once more and then lets go", async () => {
  const bench = openBench();
  bench.store.error = new Failure("unavailable", "The disk is full.");
  await bench.record(1);

  await bench.journal[Symbol.asyncDispose]();

  expect(bench.clock.sleepers()).toBe(0);
  expect(bench.attempts()).toEqual([]);
});
