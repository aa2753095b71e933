import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip, aClipState, anEvent } from "#test/builders.ts";
import { aFakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { fakeShelf } from "#test/fakes/shelf.ts";
import { fakeStorage } from "#test/fakes/storage.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openBench, yes } from "#test/pipeline-bench.ts";

const running = new AbortController().signal;
const clip = aClip();
const away = { error: new Failure("unavailable", "It is away.") };
const namesOf = (told: object) => Object.keys(told).toSorted();

test("one that is away holds up neither the other's word nor what comes after it", async () => {
  const dead = aFakeNotifier("dead", away);
  const phone = aFakeNotifier("phone");
  await using bench = openBench({ stages: { notifiers: [dead, phone] } });

  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.sidecar.status === "ok", 1000);

  expect(phone.told).toHaveLength(1);
  expect(bench.told).toHaveLength(1);
  expect(namesOf(bench.state(clip.id).told)).toEqual(["phone"]);
  expect(bench.state(clip.id)).toMatchObject({ status: "filtered", alert_decision: yes });
  expect(bench.state(clip.id).stages.notify.status).not.toBe("ok");
});

test("the journal says of each notifier what became of it", async () => {
  const refuses = aFakeNotifier("refuses", { error: new Failure("rejected", "There is no phone.") });
  const slow = aFakeNotifier("slow", away, { answer: undefined });
  await using bench = openBench({ stages: { notifiers: [refuses, slow] } });

  await bench.pipeline.submit(clip);
  await bench.untilDone(clip.id);

  const rows = bench.events.filter(({ stage }) => stage === "notify");
  expect(rows.map(({ type, place }) => `${type} ${place ?? "-"}`)).toEqual([
    "stage_started refuses",
    "stage_started slow",
    "alert_refused refuses",
    "stage_failed slow",
    "stage_started slow",
    "alert_told slow",
    "stage_completed -",
  ]);
});

test("a restart tells only who was not told", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const phone = aFakeNotifier("phone");
  {
    const notifiers = [phone, aFakeNotifier("email", away)];
    await using before = openBench({ store, shelf, stages: { notifiers } });
    await before.pipeline.submit(clip);
    await before.until(clip.id, (state) => "phone" in state.told, 100);
  }
  const email = aFakeNotifier("email");
  await using bench = openBench({ store, shelf, stages: { notifiers: [phone, email] } });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(phone.told).toHaveLength(1);
  expect(email.told).toHaveLength(1);
  expect(bench.alerts).toEqual([]);
  expect(bench.state(clip.id).stages.notify.status).toBe("ok");
});

test("a notifier that the owner has taken away is not waited for", async () => {
  const store = fakeStore();
  const shelf = fakeShelf(clip);
  const phone = aFakeNotifier("phone");
  {
    const notifiers = [phone, aFakeNotifier("email", away)];
    await using before = openBench({ store, shelf, stages: { notifiers } });
    await before.pipeline.submit(clip);
    await before.until(clip.id, (state) => "phone" in state.told, 100);
  }
  await using bench = openBench({ store, shelf, stages: { notifiers: [phone] } });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(phone.told).toHaveLength(1);
  expect(bench.state(clip.id)).toMatchObject({ status: "done", stages: { notify: { status: "ok" } } });
});

test("a row of before each notifier had its own stays settled", async () => {
  const store = fakeStore();
  const { told: _, ...old } = aClipState(clip, { alert_decision: yes });
  const settled = { ...old.stages.notify, status: "ok" as const, finished_at: old.end_ts };
  const state = { ...old, told: {}, stages: { ...old.stages, notify: settled } };
  await store.clips.record(state, anEvent(state));
  await using bench = openBench({ store, shelf: fakeShelf(clip) });

  await bench.pipeline.recover(running);
  await bench.untilDone(clip.id);

  expect(bench.notifier.calls).toEqual([]);
});

test("an address that comes later is told by those that have told without it, also while one is away", async () => {
  const gate = makeGate();
  const phone = aFakeNotifier("phone");
  const dead = aFakeNotifier("dead", away);
  await using bench = openBench({
    storage: fakeStorage({ wait: gate, answer: undefined }),
    stages: { notifiers: [dead, phone] },
  });
  await bench.pipeline.submit(clip);
  await bench.until(clip.id, (state) => "phone" in state.told, 1000);

  gate.open();
  await bench.until(clip.id, () => phone.told.length === 2, 100);

  expect(phone.told.map(({ storage_uri }) => storage_uri)).toEqual([null, `fake:${clip.id}`]);
  expect(bench.state(clip.id).stages.notify.status).not.toBe("ok");
});

test("when a test comes through, what waits is told at once", async () => {
  let isAway = true;
  const phone = aFakeNotifier("phone");
  const check = async () => {
    if (isAway) throw away.error;
  };
  const notify: typeof phone.notify = async (alert, signal) => {
    await check();
    await phone.notify(alert, signal);
  };
  await using bench = openBench({ stages: { notifiers: [{ ...phone, notify, test: check }] } });
  await bench.pipeline.submit(clip);
  await bench.until(clip.id, ({ stages }) => stages.notify.attempts >= 7, 1000);
  await expect(bench.pipeline.notifiers.test("phone", running)).rejects.toThrow("It is away.");
  const now = bench.clock.now();

  isAway = false;
  await bench.pipeline.notifiers.test("phone", running);
  await bench.until(clip.id, (state) => "phone" in state.told);

  expect(bench.clock.now()).toBe(now);
  expect(bench.pipeline.notifiers.list()).toMatchObject([{ trouble: undefined, lastToldAtMs: now }]);
});

test("two notifiers of one name are a mistake that is seen at once", () => {
  const notifiers = [aFakeNotifier("email"), aFakeNotifier("email")];

  expect(() => openBench({ stages: { notifiers } })).toThrow("the same name");
});
