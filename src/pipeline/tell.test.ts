import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { aClip } from "#test/builders.ts";
import { someCircumstances } from "#test/circumstances.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { aFakeNotifier, fakeNotifier } from "#test/fakes/notifier.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { no, openBench, yes } from "#test/pipeline-bench.ts";
import { NOTIFY_AGE_MAX_MS } from "./tell-each.ts";

const part1 = aClip();
const part2 = aClip({ startedAtMs: part1.startedAtMs + 12_000, part: 2, happening: part1.id });
const part3 = aClip({ startedAtMs: part1.startedAtMs + 24_000, part: 3, happening: part1.id });
const away = { error: new Failure("unavailable", "The broker is away.") };
const refused = { error: new Failure("rejected", "The broker refuses it.") };

test("one happening rings once: later clips of it say with which clip it was told", async () => {
  await using bench = openBench();

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);
  await bench.pipeline.submit(part2);
  await bench.untilDone(part2.id);

  expect(bench.notifier.told.map(({ clip_id }) => clip_id)).toEqual([part1.id]);
  expect(bench.alerts).toHaveLength(1);
  expect(bench.state(part2.id)).toMatchObject({
    alert_decision: { notify: true },
    stages: {
      notify: { status: "skipped", last_error: `The same happening was already told with clip ${part1.id}.` },
    },
  });
});

test("clips of one happening that are decided at the same time ring once", async () => {
  await using bench = openBench();

  await Promise.all([part1, part2, part3].map((clip) => bench.pipeline.submit(clip)));
  for (const { id } of [part1, part2, part3]) await bench.untilDone(id);

  expect(bench.notifier.told).toHaveLength(1);
});

test("a happening that was told before a restart does not ring again", async () => {
  const store = fakeStore();
  {
    await using before = openBench({ store });
    await before.pipeline.submit(part1);
    await before.untilDone(part1.id);
  }
  await using bench = openBench({ store });

  await bench.pipeline.submit(part2);
  await bench.untilDone(part2.id);

  expect(bench.notifier.calls).toEqual([]);
});

test("a happening whose first clip told nobody rings with a later one", async () => {
  await using bench = openBench({
    notifier: fakeNotifier(refused, { answer: undefined }),
  });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);
  await bench.pipeline.submit(part2);
  await bench.untilDone(part2.id);

  expect(bench.state(part1.id).stages.notify.status).toBe("error");
  expect(bench.problems.has("pipeline.notify.fake")).toBe(false);
  expect(bench.notifier.told.map(({ clip_id }) => clip_id)).toEqual([part2.id]);
});

test("two happenings ring twice", async () => {
  await using bench = openBench();
  const other = aClip({ startedAtMs: part1.startedAtMs + 60_000 });

  for (const clip of [part1, other]) await bench.pipeline.submit(clip);
  for (const clip of [part1, other]) await bench.untilDone(clip.id);

  expect(bench.notifier.told).toHaveLength(2);
});

test("an alert whose journal cannot be read is told rather than lost", async () => {
  const store = fakeStore();
  const list = () => Promise.reject(new Failure("unavailable", "The disk is gone."));
  await using bench = openBench({ store: { ...store, clips: { ...store.clips, list } } });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(bench.notifier.told).toHaveLength(1);
});

test("while the broker is away alerts wait, in few rows, and then all are told", async () => {
  const turns = [...Array.from({ length: 60 }, () => away), { answer: undefined }];
  await using bench = openBench({ notifier: fakeNotifier(...turns) });
  const other = aClip({ startedAtMs: part1.startedAtMs + 60_000 });

  for (const clip of [part1, other]) await bench.pipeline.submit(clip);
  await bench.until(part1.id, ({ stages }) => stages.notify.attempts >= 12, 30_000);
  const problem = bench.problems.get("pipeline.notify.fake");
  for (const clip of [part1, other]) await bench.untilDone(clip.id);

  expect(problem).toBe(
    "A clip of Front door made an alert that could not be sent by Fake fake: The broker is away.",
  );
  expect(bench.notifier.told).toHaveLength(2);
  expect(bench.alerts).toHaveLength(2);
  expect(bench.problems.size).toBe(0);
  const rows = bench.store.written.filter(({ stage, clip_id }) => stage === "notify" && clip_id === part1.id);
  expect(rows.length).toBeLessThan(24);
});

test("an alert is tried for a week and then given up", async () => {
  await using bench = openBench({ notifier: fakeNotifier(away) });

  await bench.pipeline.submit(part1);
  await bench.until(part1.id, ({ stages }) => stages.notify.status === "error", 300_000);

  const triedMs = bench.clock.now() - part1.startedAtMs - part1.durationMs;
  expect(triedMs).toBeGreaterThan(NOTIFY_AGE_MAX_MS);
  expect(bench.state(part1.id)).toMatchObject({
    status: "error",
    stages: { notify: { last_error: "The broker is away." } },
  });
});

test("an alert of more than a week ago that was never tried is not told any more", async () => {
  const clock = makeManualClock(part1.startedAtMs + part1.durationMs + NOTIFY_AGE_MAX_MS + 1);
  await using bench = openBench({ clock });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(bench.notifier.calls).toEqual([]);
  expect(bench.state(part1.id).stages.notify).toMatchObject({
    status: "skipped",
    last_error: "It happened more than a week ago.",
  });
});

test("rules that fail tell nobody where the owner has switched it off", async () => {
  const decide = () => {
    throw new TypeError("x is not a function");
  };
  await using bench = openBench({
    stages: { policy: { decide } },
    circumstances: () => someCircumstances({ isNotificationsOn: false }),
  });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(bench.notifier.calls).toEqual([]);
  expect(bench.state(part1.id).alert_decision).toMatchObject({
    notify: false,
    notify_reason: "notifications_off",
  });
});

test("rules that fail tell, to be on the safe side", async () => {
  const decide = () => {
    throw new TypeError("x is not a function");
  };
  await using bench = openBench({ stages: { policy: { decide } } });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(bench.notifier.told).toMatchObject([{ notify_reason: "policy_failed" }]);
  expect(bench.log.lines).toContain("error policy failed");
});

test("without a notifier the alert is still announced in the house", async () => {
  await using bench = openBench({ stages: { notifiers: [] } });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(bench.alerts).toHaveLength(1);
  expect(bench.state(part1.id).stages.notify).toMatchObject({
    status: "skipped",
    last_error: "No notifier is set up.",
  });
});

test("a notifier that was told is not told again while another one is away", async () => {
  const quick = aFakeNotifier("quick");
  const slow = aFakeNotifier("slow", away, away, { answer: undefined });
  const never = aFakeNotifier("never", refused);
  await using bench = openBench({ stages: { notifiers: [slow, quick, never] } });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(quick.calls).toHaveLength(1);
  expect(slow.told).toHaveLength(1);
  expect(bench.state(part1.id)).toMatchObject({ status: "done", stages: { notify: { attempts: 3 } } });
  expect(Object.keys(bench.state(part1.id).told).toSorted()).toEqual(["quick", "slow"]);
  expect(bench.problems.get("pipeline.notify.never")).toBe(
    "A clip of Front door made an alert that could not be sent by Fake never: The broker refuses it.",
  );
});

test("an alert that nobody takes is an error", async () => {
  await using bench = openBench({
    stages: { notifiers: [aFakeNotifier("a", refused), aFakeNotifier("b", refused)] },
  });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  expect(bench.state(part1.id)).toMatchObject({
    status: "error",
    stages: { notify: { status: "error", last_error: "The broker refuses it." } },
  });
});

test("the policy hears what is known and nothing else", async () => {
  const heard: object[] = [];
  await using bench = openBench({
    stages: {
      policy: {
        decide: (evidence) => {
          heard.push(evidence);
          return heard.length > 0 ? no : yes;
        },
      },
    },
  });

  await bench.pipeline.submit(part1);
  await bench.untilDone(part1.id);

  const known = { camera: "front_door", filter: { detected_classes: ["person"] }, analysis: undefined };
  // Once for the request to whoever describes it.
  expect(heard).toMatchObject([known, known]);
});
