import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { anAlert } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { aFakeNotifier } from "#test/fakes/notifier.ts";
import { makeGate } from "#test/fakes/script.ts";
import { watchNotifiers } from "./deliver-watch.ts";

const running = new AbortController().signal;
const refused = { error: new Failure("rejected", "There is no phone.") };

test("each notifier's last word and last failure are known, and how much waits", async () => {
  const clock = makeManualClock();
  const phone = aFakeNotifier("phone", refused, { answer: undefined });
  const watched = watchNotifiers([phone, aFakeNotifier("email")], clock, () => 3);
  const [first] = watched.notifiers;

  await expect(first?.notify(anAlert(), running)).rejects.toThrow("There is no phone.");
  const failed = watched.list();
  await first?.notify(anAlert(), running);

  const plain = { canTest: false, waiting: 3, lastToldAtMs: undefined, trouble: undefined };
  const email = { ...plain, name: "email", title: "Fake email" };
  const phoneSays = { ...plain, name: "phone", title: "Fake phone" };
  expect(failed).toEqual([{ ...phoneSays, trouble: "There is no phone." }, email]);
  expect(watched.list()).toEqual([{ ...phoneSays, lastToldAtMs: clock.now() }, email]);
});

test("one that is aborted at its deadline did not answer in time", async () => {
  const slow = aFakeNotifier("slow", { wait: makeGate(), answer: undefined });
  const watched = watchNotifiers([slow], makeManualClock(), () => 0);
  const deadline = new AbortController();

  const telling = watched.notifiers[0]?.notify(anAlert(), deadline.signal);
  deadline.abort();

  await expect(telling).rejects.toThrow("aborted");
  expect(watched.list()).toMatchObject([{ trouble: "It did not answer in time." }]);
});

test("a test goes to the one that is asked for, one at a time, and its failure is told", async () => {
  const gate = makeGate();
  const tested: string[] = [];
  const mail = {
    ...aFakeNotifier("email"),
    test: async () => {
      tested.push("email");
      await gate.opened;
      throw new Failure("rejected", "The password is wrong.");
    },
  };
  const watched = watchNotifiers([aFakeNotifier("mqtt"), mail], makeManualClock(), () => 0);

  const testing = watched.test("email", running);
  await expect(watched.test("email", running)).rejects.toThrow("runs already");
  gate.open();

  await expect(testing).rejects.toThrow("The password is wrong.");
  await expect(watched.test("mqtt", running)).rejects.toThrow("cannot be tested");
  await expect(watched.test("fax", running)).rejects.toThrow("cannot be tested");
  expect(tested).toEqual(["email"]);
  expect(watched.list()).toMatchObject([
    { canTest: false },
    { canTest: true, trouble: "The password is wrong." },
  ]);
});

test("a test that hangs ends, and another one may follow", async () => {
  const clock = makeManualClock();
  const never = makeGate();
  const mail = { ...aFakeNotifier("email"), test: () => never.opened };
  const watched = watchNotifiers([mail], clock, () => 0);

  const testing = watched.test("email", running).catch((cause: unknown) => cause);
  await clock.advance(30_000);
  const outcome = await testing;
  never.open();

  expect(outcome).toMatchObject({ kind: "unavailable", message: "No answer within 30 s." });
  await expect(watched.test("email", running)).resolves.toBeUndefined();
});
