import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import {
  login,
  aMail as mail,
  openMailerBench as openBench,
  sentence,
  settingsOf,
} from "#test/mailer-bench.ts";
import { freePort } from "#test/servers/free-port.ts";
import { startMuteServer } from "#test/servers/mute-server.ts";
import { type Certificate, makeCertificate, type Refusal, trust } from "#test/servers/smtp.ts";
import { openMailer, SEND_MS_MAX } from "./email-mailer.ts";
import type { EmailSettings } from "./settings.ts";

const running = new AbortController().signal;
const PATIENCE = { timeout: 20_000, interval: 10 };

let certificate: Certificate;
let stranger: Certificate;
beforeAll(async () => {
  certificate = await makeCertificate();
  stranger = await makeCertificate("mail.example.org");
});

describe("with a certificate that is trusted", () => {
  let trusted: Disposable[];
  beforeAll(() => {
    trusted = [certificate, stranger].map(trust);
  });
  afterAll(() => {
    for (const each of trusted.toReversed()) each[Symbol.dispose]();
  });

  test.each(["starttls", "tls"] as const)("a mail goes out encrypted by %s, after a login", async (tls) => {
    await using bench = await openBench({ tls, login, certificate });

    await bench.mailer.send(mail, running);

    expect(bench.server.logins).toEqual([login.username]);
    expect(bench.server.mails).toHaveLength(1);
    expect(bench.server.mails[0]?.raw).toMatch(/^Subject: One\r$/m);
  });

  test("a certificate for another name is refused, with the word where to enter it", async () => {
    await using bench = await openBench({ tls: "starttls", login, certificate: stranger });

    expect(await sentence(bench.mailer.send(mail, running))).toEqual([
      "unavailable",
      "localhost has a certificate that is made for another name. Enter that name as Server.",
    ]);
    expect(bench.server.logins).toEqual([]);
  });

  test("a password is not sent to a server that takes the encryption away", async () => {
    await using bench = await openBench({ tls: "none", login, certificate }, { tls: "starttls" });

    expect(await sentence(bench.mailer.send(mail, running))).toEqual([
      "unavailable",
      `localhost offers no STARTTLS on port ${bench.server.port}. Choose tls with port 465, or none for a server in the house.`,
    ]);
    expect(bench.server.logins).toEqual([]);
  });

  test("the wrong kind of encryption for the port is told", async () => {
    await using bench = await openBench({ tls: "starttls", login, certificate }, { tls: "tls" });

    expect(await sentence(bench.mailer.send(mail, running))).toEqual([
      "unavailable",
      `localhost speaks no TLS on port ${bench.server.port}. Choose starttls there, or tls with port 465.`,
    ]);
  });
});

test("a certificate that nobody vouches for is refused", async () => {
  await using bench = await openBench({ tls: "starttls", login, certificate });

  expect(await sentence(bench.mailer.send(mail, running))).toEqual([
    "unavailable",
    "localhost has a certificate that it signed itself, and that is therefore not trusted.",
  ]);
  expect(bench.server.logins).toEqual([]);
});

test("a wrong password is told, and is not tried again", async () => {
  await using bench = await openBench({ login }, { password: "wr0ng" });

  expect(await sentence(bench.mailer.send(mail, running))).toEqual([
    "rejected",
    "localhost refuses the user name or password (535). Correct them in the options; many providers want an app password.",
  ]);
});

test("without a login where one was meant nothing goes out", async () => {
  await using bench = await openBench({});

  const [kind, told] = await sentence(bench.mailer.send(mail, running));

  expect(kind).toBe("rejected");
  expect(told).toMatch(/^localhost knows no login on port \d+ \(500\)\./);
  expect(bench.server.mails).toEqual([]);
});

test("a server that wants a login says so", async () => {
  await using bench = await openBench({ login }, { username: undefined, password: undefined });

  expect(await sentence(bench.mailer.send(mail, running))).toEqual([
    "rejected",
    "localhost wants a user name and a password (530). Enter them in the options.",
  ]);
});

const refusals: [Refusal, "rejected" | "unavailable", string][] = [
  [{ at: "login", code: 454, words: "4.7.0 later" }, "unavailable", "cannot check the password now (454)."],
  [
    { at: "sender", code: 553, words: "5.7.1 not yours" },
    "rejected",
    "does not take mail from our sender (553). Enter an address as Sender that belongs to the user name.",
  ],
  [
    { at: "recipient", code: 554, words: "5.7.1 Relay access denied" },
    "rejected",
    "does not pass mail on to bob@example.org (554). Are user name and password there, and does the sender belong to them?",
  ],
  [
    { at: "recipient", code: 550, words: "5.1.1 who is that" },
    "rejected",
    "knows no mailbox bob@example.org (550). Correct the address in the options.",
  ],
  [
    { at: "recipient", code: 450, words: "4.2.0 Greylisted, come back" },
    "unavailable",
    "takes no mail now: 450 4.2.0 Greylisted, come back.",
  ],
  [
    { at: "recipient", code: 452, words: "4.2.2 over quota" },
    "unavailable",
    "The mailbox of bob@example.org is full (452). Make room there.",
  ],
  [
    { at: "recipient", code: 552, words: "5.2.2 over quota" },
    "rejected",
    "The mailbox of bob@example.org is full (552). Make room there.",
  ],
  [{ at: "data", code: 451, words: "4.3.0 busy" }, "unavailable", "takes no mail now: 451 4.3.0 busy."],
  [{ at: "data", code: 554, words: "5.6.0 looks like spam" }, "rejected", "554 5.6.0 looks like spam."],
];

test.each(refusals)("%j is %s, in words that say what to do", async (refusal, kind, words) => {
  await using bench = await openBench({ login });
  bench.server.refusal = refusal;

  const [seen, told] = await sentence(bench.mailer.send(mail, running));

  expect(seen).toBe(kind);
  expect(told).toContain(words);
});

test("a server that repeats the password does not bring it into the log", async () => {
  await using bench = await openBench({ login });
  const inBase64 = Buffer.from(login.password).toString("base64");
  bench.server.refusal = { at: "data", code: 554, words: `no ${login.password} and no ${inBase64} please` };

  const cause: unknown = await bench.mailer.send(mail, running).catch((thrown: unknown) => thrown);

  expect(cause).toHaveProperty("message", "localhost refuses the mail: 554 no … and no … please.");
  expect(cause).not.toHaveProperty("cause");
});

describe("with two recipients", () => {
  const to = ["bob@example.org", "carol@example.org"];

  test("where one asks for patience, only that one is sent the mail again", async () => {
    await using bench = await openBench({ login }, { to });
    bench.server.refusal = { at: "recipient", code: 450, words: "4.2.0 greylisted", recipient: to[0] ?? "" };

    const [kind] = await sentence(bench.mailer.send(mail, running));
    bench.server.refusal = undefined;
    await bench.mailer.send(mail, running);
    await bench.mailer.send({ ...mail, id: "two" }, running);

    expect(kind).toBe("unavailable");
    expect(bench.server.mails.map((each) => each.to)).toEqual([
      ["carol@example.org"],
      ["bob@example.org"],
      to,
    ]);
  });

  test("where one is refused for good, the other gets it, and the owner is told until it is well", async () => {
    await using bench = await openBench({ login }, { to });
    bench.server.refusal = { at: "recipient", code: 550, words: "5.1.1 unknown", recipient: to[1] ?? "" };

    await bench.mailer.send(mail, running);
    const told = [...bench.problems.values()];
    bench.server.refusal = undefined;
    await bench.mailer.send(mail, running);

    expect(bench.server.mails[0]?.to).toEqual(["bob@example.org"]);
    expect(told).toEqual([
      "localhost knows no mailbox carol@example.org (550). Correct the address in the options.",
    ]);
    expect(bench.problems.size).toBe(0);
  });
});

test("a server that takes a mail and never says so is given up after its time", async () => {
  await using bench = await openBench({ login });
  bench.server.gate = new Promise(() => undefined);

  const told = sentence(bench.mailer.send(mail, running));
  await expect.poll(() => bench.server.taken(), PATIENCE).toBe(1);
  await bench.clock.advance(SEND_MS_MAX);

  expect(await told).toEqual(["unavailable", "localhost did not take the mail within 60 s."]);
});

test("a shutdown does not wait for a server that never greets", async () => {
  await using mute = await startMuteServer();
  const clock = makeManualClock();
  const mailer = await openMailer(settingsOf(mute.port), { clock, problem: () => undefined });
  const stop = new AbortController();

  const told = sentence(mailer.send(mail, stop.signal));
  await expect.poll(() => clock.sleepers(), PATIENCE).toBe(1);
  stop.abort();

  expect((await told)[1]).toContain("aborted");
  expect(clock.sleepers()).toBe(0);
});

test("nobody there may pass by itself", async () => {
  const mailer = await openMailer(settingsOf(await freePort()), {
    clock: makeManualClock(),
    problem: () => undefined,
  });

  expect(await sentence(mailer.send(mail, running))).toEqual([
    "unavailable",
    "localhost refuses the connection. Is the server running, and are address and port right?",
  ]);
});

test.each([
  [{ host: undefined }, "No mail can be sent: enter your provider's SMTP server in the options."],
  [{ to: [] }, "No mail can be sent: enter an address under To in the options."],
])("settings that lack something say what: %j", async (lack, words) => {
  const settings = { ...settingsOf(25), ...lack };
  const mailer = await openMailer(settings, { clock: makeManualClock(), problem: () => undefined });

  expect(await sentence(mailer.send(mail, running))).toEqual(["rejected", words]);
});

test.each([
  [{ from: "Porch <porch@example.org>" }, "Porch <porch@example.org>"],
  [{ from: undefined }, "Porchlight <alice@example.org>"],
  [{ from: undefined, username: "alice" }, "Porchlight <bob@example.org>"],
] as [Partial<EmailSettings>, string][])("the sender of %j is %s", async (wish, from) => {
  await using bench = await openBench(
    { login: { ...login, username: wish.username ?? login.username } },
    wish,
  );

  const id = await bench.mailer.send(mail, running);

  expect(bench.server.mails[0]?.headers.get("from")).toBe(from);
  expect(id).toBe("<one@example.org>");
});
