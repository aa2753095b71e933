import { afterEach, beforeEach, expect, test } from "vitest";
import type { RiskLevel } from "#domain/analysis.ts";
import type { ClipState } from "#domain/clip-state.ts";
import type { Decision } from "#domain/decision.ts";
import { alertOf } from "#pipeline/alert.ts";
import { untilAborted } from "#platform/abort.ts";
import type { Clock } from "#ports/clock.ts";
import { aClipState, aFilterResult, anAnalysis, anEvent } from "#test/builders.ts";
import { drawnJpeg, mailText, PANEL, putSnapshot } from "#test/email-bench.ts";
import { type ManualClock, makeManualClock } from "#test/fakes/clock.ts";
import { type FakeStore, fakeStore } from "#test/fakes/store.ts";
import { makeContext, type TestContext } from "#test/plugin-context.ts";
import { openSmtpServer, type TestSmtpServer } from "#test/servers/smtp.ts";
import { makeTempDir, type TempDir } from "#test/temp-dir.ts";
import { inTimeZone } from "#test/time-zone.ts";
import { openDigest, RETRY_MS } from "./digest.ts";
import { LISTED_MAX } from "./digest-mail.ts";
import { SEND_MS_MAX } from "./email-mailer.ts";
import { EmailSettings } from "./settings.ts";

const PATIENCE = { timeout: 20_000, interval: 5 };
const HOUR_MS = 60 * 60_000;
const notify: Decision = { notify: true, notify_reason: "object=person", explanation: "A person was seen." };

/** Noon of a Monday. */
const START = "2026-06-01T12:00:00Z";

let dir: TempDir;
let server: TestSmtpServer;
let store: FakeStore;
let context: TestContext;
let clock: ManualClock;
let zone: Disposable;
const open: AsyncDisposable[] = [];

beforeEach(async () => {
  zone = inTimeZone("Etc/UTC");
  dir = await makeTempDir();
  server = await openSmtpServer();
  store = fakeStore();
  context = makeContext(dir.path);
  clock = makeManualClock(Date.parse(START));
});

afterEach(async () => {
  for (const digest of open.splice(0)) await digest[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await dir[Symbol.asyncDispose]();
  zone[Symbol.dispose]();
});

test("in the morning all alerts come in one mail, whatever their risk, with pictures and links", async () => {
  const low = await happened("2026-06-01T13:00:00Z", { risk: "low", title: "Cat <b>passing</b>" });
  await happened("2026-06-01T14:00:00Z", {});
  await happened("2026-06-01T15:00:00Z", { decision: { ...notify, notify: false } });
  await putSnapshot(dir.path, alertFor(low), await drawnJpeg({ width: 1920, height: 1080 }));
  await start();

  await until("2026-06-02T06:59:00Z");
  const early = server.mails.length;
  await until("2026-06-02T07:01:00Z");

  expect(early).toBe(0);
  const [mail, ...more] = server.mails;
  expect(more).toEqual([]);
  expect(mail?.headers.get("subject")).toBe("2 alerts since Monday 1 June 2026 at 12:00");
  const page = mailText(mail, "text/html");
  expect(page).toContain("Cat &lt;b&gt;passing&lt;/b&gt;");
  expect(page).toContain("Person at Front door");
  expect(page).toContain(`href="${PANEL}#/clips/${low.clip_id}"`);
  expect(mail?.parts.filter(({ type }) => type.startsWith("image/jpeg"))).toHaveLength(1);
});

test("a quiet day makes no mail, and the next one begins where the last ended", async () => {
  await start();

  await until("2026-06-02T07:01:00Z");
  await happened("2026-06-02T08:00:00Z", {});
  await until("2026-06-03T07:01:00Z");

  expect(subjects()).toEqual(["1 alert since Tuesday 2 June 2026 at 07:00"]);
});

test("a weekly digest comes on Monday", async () => {
  await happened("2026-06-03T08:00:00Z", {});
  await start({ digest: "weekly" });

  await until("2026-06-08T06:59:00Z");
  const early = server.mails.length;
  await until("2026-06-08T07:01:00Z");

  expect([early, server.mails.length]).toEqual([0, 1]);
});

test("a restart neither skips nor doubles", async () => {
  const first = await start();
  await happened("2026-06-01T13:00:00Z", { title: "One" });
  await until("2026-06-02T07:01:00Z");
  await first[Symbol.asyncDispose]();
  await happened("2026-06-02T08:00:00Z", { title: "Two" });
  // Off when the next digest is due.
  await clock.advance(30 * HOUR_MS);
  await happened("2026-06-03T12:00:00Z", { title: "Three" });

  await start();
  await until("2026-06-03T14:00:00Z");
  const caughtUp = titles();
  await until("2026-06-04T07:01:00Z");

  expect(caughtUp).toEqual([["One"], ["Two"]]);
  expect(titles()).toEqual([["One"], ["Two"], ["Three"]]);
});

test("a crash between the mail and its note sends the same mail again, so that mailboxes know it", async () => {
  await happened("2026-06-01T13:00:00Z", {});
  const { write } = store.settings;
  await start();
  let isBroken = true;
  store.settings.write = async (key, value) => {
    if (isBroken) throw new Error("the disk is full");
    await write(key, value);
  };
  await until("2026-06-02T07:01:00Z");
  isBroken = false;

  await until("2026-06-02T08:00:00Z");

  const ids = server.mails.map(({ headers }) => headers.get("message-id"));
  expect(ids).toHaveLength(2);
  expect(ids[0]).toMatch(/^<digest\.20260602T070000Z\.[0-9a-f]{8}@example\.org>$/);
  expect(ids[1]).toBe(ids[0]);
});

test("what was decided after its digest had gone is in the next one", async () => {
  await start();
  await happened("2026-06-01T13:00:00Z", { title: "One" });
  await until("2026-06-02T07:01:00Z");

  await happened("2026-06-01T14:00:00Z", { title: "Late" });
  await until("2026-06-03T07:01:00Z");

  expect(titles()).toEqual([["One"], ["Late"]]);
});

test("one happening is one entry, of its riskiest clip, also over the time of a digest", async () => {
  await start();
  const first = await happened("2026-06-02T06:50:00Z", { title: "One", risk: "low" });
  const same = { happening: first.happening_id };
  await happened("2026-06-02T06:55:00Z", { title: "Two", risk: "high", ...same });
  await happened("2026-06-02T07:05:00Z", { title: "Three", ...same });

  await until("2026-06-03T07:01:00Z");

  expect(titles()).toEqual([["Two"]]);
});

test("of very many the riskiest are listed, and the others counted", async () => {
  const minute = (index: number) => new Date(Date.parse(START) + index * 60_000).toISOString();
  for (let index = 1; index <= LISTED_MAX + 23; index += 1) {
    await happened(minute(index), { title: `Number ${index}.`, risk: index === 1 ? "critical" : "low" });
  }
  await start();

  await until("2026-06-02T07:01:00Z");

  const text = mailText(server.mails[0], "text/plain");
  expect(text).toContain("Number 1.");
  expect(text).not.toContain("Number 2.");
  expect(text).toContain("And 23 more, none of them riskier.");
});

test("what may pass is tried again soon, and told until it is well", async () => {
  await happened("2026-06-01T13:00:00Z", {});
  await start();
  server.refusal = { at: "data", code: 451, words: "4.3.0 busy" };
  await until("2026-06-02T07:01:00Z");
  const told = [...context.problems.values()];
  server.refusal = undefined;

  await pass(RETRY_MS);

  expect(told).toEqual(["The digest could not be mailed. 127.0.0.1 takes no mail now: 451 4.3.0 busy."]);
  expect(server.mails).toHaveLength(1);
  expect(context.problems.size).toBe(0);
});

test("what is refused waits for the next digest, and is in that", async () => {
  await happened("2026-06-01T13:00:00Z", { title: "One" });
  await start();
  server.refusal = { at: "data", code: 554, words: "5.6.0 no" };
  await until("2026-06-02T20:00:00Z");
  const attempts = server.taken();
  server.refusal = undefined;
  await happened("2026-06-02T21:00:00Z", { title: "Two" });

  await until("2026-06-03T07:01:00Z");

  expect(attempts).toBe(1);
  expect(titles()).toEqual([["One", "Two"]]);
});

test("a clock that was years ahead for a while does not end the digests", async () => {
  const wrong = makeManualClock(Date.parse("2038-01-19T03:14:07Z"));
  const ahead = await start({}, wrong);
  await expect.poll(() => wrong.sleepers(), PATIENCE).toBe(1);
  await ahead[Symbol.asyncDispose]();
  await start();
  await happened("2026-06-01T13:00:00Z", { title: "One" });

  await until("2026-06-02T07:01:00Z");

  expect(titles()).toEqual([["One"]]);
});

test("without a digest or a server nothing is begun", async () => {
  await start({ digest: "never" });
  await start({ host: undefined });

  expect(clock.sleepers()).toBe(0);
});

async function start(wish: Partial<EmailSettings> = {}, by = clock): Promise<AsyncDisposable> {
  const names = { from: "porch@example.org", to: ["alice@example.org"], digest: "daily" };
  const reached = { host: "127.0.0.1", port: server.port, tls: "none" };
  const settings = EmailSettings.parse({ ...reached, ...names, ...wish });
  const alertFrom = (state: ClipState) => alertFor(state);
  const digest = await openDigest({
    ...context,
    settings,
    store,
    clock: withoutDeadlines(by),
    panelAddress: PANEL,
    alertOf: alertFrom,
  });
  open.push(digest);
  return digest;
}

/** However long a mail takes in this test, its time is not over: only the keeper sleeps. */
function withoutDeadlines(by: ManualClock): Clock {
  const never = async (signal: AbortSignal) => {
    await untilAborted(signal);
    throw signal.reason as Error;
  };
  return {
    ...by,
    sleep: async (ms, signal) => await (ms === SEND_MS_MAX ? never(signal) : by.sleep(ms, signal)),
  };
}

/** Time passes in steps, each when all that came before it is done. */
async function until(iso: string): Promise<void> {
  while (clock.now() < Date.parse(iso)) await pass(Math.min(HOUR_MS, Date.parse(iso) - clock.now()));
}

async function pass(ms: number): Promise<void> {
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  await clock.advance(ms);
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
}

interface Wish {
  readonly risk?: RiskLevel;
  readonly title?: string;
  readonly happening?: string;
  readonly decision?: Decision;
}

async function happened(at: string, { risk, title, happening, decision = notify }: Wish): Promise<ClipState> {
  const analysis =
    title === undefined ? null : anAnalysis({ title, risk_level: risk ?? "medium", summary: "So." });
  const fields = { alert_decision: decision, analysis_result: analysis };
  const seen = { filter_result: aFilterResult("person") };
  const wish = { startedAtMs: Date.parse(at), ...(happening !== undefined && { happening }) };
  const state = aClipState(wish, { ...fields, ...seen });
  await store.clips.record(state, anEvent(state));
  return state;
}

function alertFor(state: ClipState) {
  return alertOf(state, { nowMs: clock.now() });
}

const subjects = () => server.mails.map(({ headers }) => headers.get("subject"));

/** The heads of the entries of each mail. */
const titles = () =>
  server.mails.map((mail) =>
    [...mailText(mail, "text/html").matchAll(/<h2>(?:<a [^>]*>)?([^<]*)/g)].map(([, head]) => head),
  );
