import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { CameraSlug, HappeningId } from "#domain/ids.ts";
import { phoneActionId } from "#domain/phone-action.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { ANSWERS_MAX, hearPhones } from "./phone-answers.ts";

const camera = CameraSlug.parse("front_door");
const alert = HappeningId.parse("front_door_20260601T115930Z");
const EVENT = "mobile_app_notification_action";
const snooze = { action: phoneActionId({ kind: "snooze", camera, alert, minutes: 30 }) };
const reply = {
  action: phoneActionId({ kind: "reply", camera, alert }),
  reply_text: " Painter until 17:00 ",
};

interface Wish {
  readonly snoozed?: () => Promise<void>;
  readonly addNote?: (text: string) => Promise<unknown>;
  readonly snoozedUntilMs?: number;
  readonly remark?: () => Promise<void>;
}

function openBench(wish: Wish = {}) {
  const homeAssistant = makeFakeHomeAssistant();
  const stop = new AbortController();
  const log = keptLog();
  /** Everything that an answer led to, in order. */
  const done: unknown[] = [];
  const clock = makeManualClock();
  const hearing = hearPhones(
    {
      homeAssistant,
      house: makeFakeHouse(["Front door"]),
      clock,
      log,
      alerting: {
        snoozes: () => ({
          house: undefined,
          cameras: new Map(wish.snoozedUntilMs === undefined ? [] : [[camera, wish.snoozedUntilMs]]),
        }),
        async snooze(slug, untilMs) {
          await wish.snoozed?.();
          done.push({ snoozed: slug, minutes: ((untilMs ?? 0) - clock.now()) / 60_000 });
        },
        async acknowledge(id) {
          done.push({ seen: id });
          return true;
        },
      },
      async remark(id, sentence) {
        done.push({ said: sentence, of: id });
        await wish.remark?.();
      },
      ...(wish.addNote && { addNote: wish.addNote }),
    },
    stop.signal,
  );
  return { homeAssistant, done, stop, log, clock, [Symbol.dispose]: () => hearing[Symbol.dispose]() };
}

test("snooze keeps the camera quiet, stops the escalation and says until when", async () => {
  using bench = openBench();

  bench.homeAssistant.fire(EVENT, { ...snooze, device_id: "x", tag: alert });

  await vi.waitFor(() =>
    expect(bench.done).toEqual([
      { seen: alert },
      { snoozed: camera, minutes: 30 },
      { said: expect.stringMatching(/^Front door is quiet until 2:30\sPM\.$/), of: alert },
    ]),
  );
});

test("a longer snooze stays as it is", async () => {
  using bench = openBench({ snoozedUntilMs: makeManualClock().now() + 2 * 3_600_000 });

  bench.homeAssistant.fire(EVENT, snooze);

  await vi.waitFor(() => expect(bench.done).toContainEqual({ snoozed: camera, minutes: 120 }));
});

test("expected means seen, and nothing else", async () => {
  using bench = openBench();

  bench.homeAssistant.fire(EVENT, { action: phoneActionId({ kind: "expected", camera, alert }) });

  await vi.waitFor(() => expect(bench.log.lines).toEqual(["info answer of a phone"]));
  expect(bench.done).toEqual([{ seen: alert }]);
});

test("whoever opens it has seen it", async () => {
  using bench = openBench();

  bench.homeAssistant.fire(EVENT, { action: "URI", tag: alert });
  bench.homeAssistant.fire(EVENT, { action: phoneActionId({ kind: "open", camera, alert }) });

  await vi.waitFor(() => expect(bench.done).toEqual([{ seen: alert }, { seen: alert }]));
});

test("wiping away is no answer, and buttons of others are none of ours", async () => {
  using bench = openBench();

  bench.homeAssistant.fire("mobile_app_notification_cleared", { ...snooze, tag: alert });
  bench.homeAssistant.fire(EVENT, { action: "LIGHTS_OFF" });
  bench.homeAssistant.fire(EVENT, { action: "URI", tag: "garden" });
  bench.homeAssistant.fire(EVENT, { action: { toString: "x" } });
  bench.homeAssistant.fire(EVENT, {});
  bench.homeAssistant.fire(EVENT, { action: phoneActionId({ kind: "expected", camera, alert }) });

  await vi.waitFor(() => expect(bench.done).toEqual([{ seen: alert }]));
});

test("what somebody writes back becomes a note", async () => {
  const notes: string[] = [];
  using bench = openBench({ addNote: async (text) => notes.push(text) });

  bench.homeAssistant.fire(EVENT, { ...reply, reply_text: "   " });
  bench.homeAssistant.fire(EVENT, reply);

  await vi.waitFor(() =>
    expect(bench.done).toContainEqual({ said: "Noted: Painter until 17:00", of: alert }),
  );
  expect(notes).toEqual(["Painter until 17:00"]);
});

test("what does not work is said in the notification", async () => {
  using bench = openBench({ snoozed: () => Promise.reject(new Failure("unavailable", "The disk is full.")) });

  bench.homeAssistant.fire(EVENT, snooze);

  await vi.waitFor(() => expect(bench.log.lines).toContain("warn answer of a phone not obeyed"));
  expect(bench.done.at(-1)).toEqual({ said: "That did not work: The disk is full.", of: alert });
});

test("a camera that was renamed meanwhile is not guessed at", async () => {
  using bench = openBench();
  const old = CameraSlug.parse("old_name");

  bench.homeAssistant.fire(EVENT, {
    action: phoneActionId({ kind: "snooze", camera: old, alert, minutes: 30 }),
  });

  await vi.waitFor(() =>
    expect(bench.done).toEqual([
      { seen: alert },
      { said: "This camera has another name now. Snooze it in the panel.", of: alert },
    ]),
  );
});

test("a flood of answers is dropped, and what is at work is not", async () => {
  using bench = openBench({ remark: () => new Promise(() => {}) });

  for (let pressed = 0; pressed < ANSWERS_MAX + 20; pressed += 1) bench.homeAssistant.fire(EVENT, snooze);

  await vi.waitFor(() =>
    expect(bench.done.filter((step) => "snoozed" in (step as object))).toHaveLength(ANSWERS_MAX),
  );
  expect(bench.log.lines).toContain("warn too many answers of phones at once");
});

test("after the end nobody listens", async () => {
  const bench = openBench();
  bench.stop.abort();
  bench.homeAssistant.fire(EVENT, snooze);

  bench[Symbol.dispose]();
  bench.homeAssistant.fire(EVENT, snooze);

  expect(bench.done).toEqual([]);
});
