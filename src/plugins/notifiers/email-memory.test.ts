import { expect, test } from "vitest";
import { clipIdOf, HappeningId, slugOf } from "#domain/ids.ts";
import type { NotifierMemory } from "#ports/plugin.ts";
import { anAlert } from "#test/builders.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { openMailMemory, REMEMBERED_MAX } from "./email-memory.ts";

const thread = { messageId: "<one@example.org>", subject: "One" };

test("the newest alerts are remembered, and no more", async () => {
  const kept = memoryOf(undefined);
  const mailed = await openMailMemory(kept.memory, keptLog());
  const alerts = Array.from({ length: REMEMBERED_MAX + 1 }, (_, index) => alertOf(index));

  for (const alert of alerts) await mailed.add(alert, thread);
  const again = await openMailMemory(kept.memory, keptLog());

  const remembered = alerts.map((alert) => again.wasMailed(alert));
  expect(remembered[0]).toBe(false);
  expect(remembered.filter(Boolean)).toHaveLength(REMEMBERED_MAX);
});

test("once described, an alert that is told with less is no news", async () => {
  const mailed = await openMailMemory(undefined, keptLog());
  await mailed.add(anAlert({ phase: "described" }), thread);
  await mailed.add(anAlert({ phase: "confirmed", escalation: 1 }), thread);

  expect(mailed.isNews(anAlert({ phase: "described", escalation: 1 }))).toBe(false);
  expect(mailed.isNews(anAlert({ phase: "confirmed", escalation: 2 }))).toBe(true);
});

test.each([
  ["nonsense", async () => ({ mailed: "all" })],
  [
    "trouble",
    async () => {
      throw new Error("the disk is broken");
    },
  ],
])("a memory that holds %s costs only what it held", async (_, read) => {
  const memory = { ...memoryOf(undefined).memory, read };
  const mailed = await openMailMemory(memory, keptLog());

  expect(mailed.isNews(anAlert())).toBe(true);
});

test("a memory that cannot be written is told in the log, and the mail counts for this run", async () => {
  const log = keptLog();
  const write = async () => {
    throw new Error("the disk is full");
  };
  const mailed = await openMailMemory({ ...memoryOf(undefined).memory, write }, log);

  await mailed.add(anAlert(), thread);

  expect(mailed.isNews(anAlert())).toBe(false);
  expect(log.lines).toEqual(["warn mails only remembered until the next start"]);
});

function alertOf(index: number) {
  const id = HappeningId.parse(clipIdOf(slugOf("Front door"), Date.UTC(2026, 5, 1) + index * 1000, 1));
  return anAlert({ alert_id: id, group_id: id });
}

function memoryOf(start: unknown) {
  let value = start;
  const memory: NotifierMemory = {
    read: async () => value,
    write: async (next) => void (value = structuredClone(next)),
  };
  return { memory };
}
