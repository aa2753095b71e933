import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { Alert } from "#domain/alert.ts";
import { failureMessage } from "#domain/failure.ts";
import { anAlert } from "#test/builders.ts";
import { notifierContract } from "#test/contracts/notifier.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeContext } from "#test/plugin-context.ts";
import { freePort } from "#test/servers/free-port.ts";
import { openWebhookServer, type Reply, type WebhookServer } from "#test/servers/webhook.ts";
import { ANSWER_MS_MAX, WebhookNotifierSettings, webhookNotifier } from "./webhook.ts";

const running = new AbortController().signal;
const PATIENCE = { timeout: 20_000, interval: 10 };
const TOKEN = "t0ken-in-the-address";
const SECRET = "sixteen characters or more";

notifierContract("a webhook", async () => {
  const bench = await openBench();
  return {
    notifier: bench.notifier,
    arrived: async (id) => {
      const ids = bench.server.posts.map(({ body }) => Alert.parse(JSON.parse(body)).alert_id);
      if (!ids.includes(id)) throw new Error("it did not arrive");
    },
    leave: async () => await bench.server[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: bench[Symbol.asyncDispose],
  };
});

test("an alert is posted whole, with a key by which it is known when it comes again", async () => {
  await using bench = await openBench();
  const alert = anAlert({ summary: `"quotes" 🏡`, escalation: 2 });

  await bench.notifier.notify(alert, running);

  const [post] = bench.server.posts;
  expect(post).toMatchObject({
    method: "POST",
    path: `/hook?token=${TOKEN}`,
    headers: {
      "content-type": "application/json",
      "idempotency-key": `${alert.alert_id}.confirmed.2`,
      "user-agent": "Porchlight",
    },
  });
  expect(Alert.parse(JSON.parse(post?.body ?? ""))).toEqual(alert);
});

test("who knows the secret can tell that a request is from here, and when it was made", async () => {
  await using bench = await openBench({ secret: SECRET });

  await bench.notifier.notify(anAlert(), running);

  const [post] = bench.server.posts;
  const timestamp = String(post?.headers["porchlight-timestamp"]);
  const expected = createHmac("sha256", SECRET).update(`${timestamp}.${post?.body}`).digest("hex");
  expect(Number(timestamp) * 1000).toBe(bench.clock.now());
  expect(post?.headers["porchlight-signature"]).toBe(`v1=${expected}`);
});

test("without a secret there is no signature", async () => {
  await using bench = await openBench();

  await bench.notifier.notify(anAlert(), running);

  expect(bench.server.posts[0]?.headers).not.toHaveProperty("porchlight-signature");
});

test("a login in the address is sent as one", async () => {
  await using bench = await openBench({ login: "alice:p%40ss%@" });

  await bench.notifier.notify(anAlert(), running);

  expect(bench.server.posts[0]?.headers.authorization).toBe(
    `Basic ${Buffer.from("alice:p%40ss%").toString("base64")}`,
  );
});

test.each([200, 201, 202, 204])("the answer %i is a success", async (status) => {
  await using bench = await openBench();
  bench.server.reply = { status };

  await expect(bench.notifier.notify(anAlert(), running)).resolves.toBeUndefined();
});

test.each([408, 425, 429, 500, 502, 503, 504])("the answer %i may pass by itself", async (status) => {
  await using bench = await openBench();
  bench.server.reply = { status, headers: { "retry-after": "120" }, body: "secret words" };

  await expect(bench.notifier.notify(anAlert(), running)).rejects.toMatchObject({
    kind: "unavailable",
    message: `The webhook at ${bench.host} answered ${status}. It asks to be left alone for 120 s.`,
  });
});

test("a date to come back at is told, and nonsense is not repeated", async () => {
  await using bench = await openBench();
  const sentence = async (retryAfter: string) => {
    bench.server.reply = { status: 503, headers: { "retry-after": retryAfter } };
    return await bench.notifier.notify(anAlert(), running).catch(failureMessage);
  };

  const told = await sentence("Fri, 31 Dec 2027 23:59:59 GMT");
  const nonsense = await sentence("soon, says <b>somebody</b>");

  expect(told).toContain("until 2027-12-31T23:59:59.000Z.");
  expect(nonsense).toMatch(/answered 503\.$/);
});

test.each([400, 401, 403, 404, 405, 410, 413, 422])("the answer %i needs a person", async (status) => {
  await using bench = await openBench();
  bench.server.reply = { status, body: "secret words" };

  const failed = bench.notifier.notify(anAlert(), running);

  await expect(failed).rejects.toMatchObject({ kind: "rejected" });
  expect(await failed.catch(failureMessage)).toContain(`(${status})`);
  expect(await failed.catch(failureMessage)).not.toContain("secret words");
});

test.each([301, 302, 307, 308])("the redirect %i is not followed", async (status) => {
  await using bench = await openBench();
  await using other = await openWebhookServer();
  bench.server.reply = { status, headers: { location: `http://127.0.0.1:${other.port}/` } };

  await expect(bench.notifier.notify(anAlert(), running)).rejects.toMatchObject({ kind: "rejected" });

  expect(other.begun()).toBe(0);
});

test("a server that says nothing is given up after its time", async () => {
  await using bench = await openBench();
  bench.server.reply = "silence";

  const failed = thrownBy(bench.notifier.notify(anAlert(), running));
  await expect.poll(() => bench.server.posts.length, PATIENCE).toBe(1);
  await bench.clock.advance(ANSWER_MS_MAX);

  expect(await failed).toMatchObject({
    kind: "unavailable",
    message: `The webhook at ${bench.host} did not answer within 15 s.`,
  });
});

test("a shutdown does not wait for a server that says nothing", async () => {
  await using bench = await openBench();
  bench.server.reply = "silence";
  const stop = new AbortController();

  const failed = thrownBy(bench.notifier.notify(anAlert(), stop.signal));
  await expect.poll(() => bench.server.posts.length, PATIENCE).toBe(1);
  stop.abort();

  expect(await failed).toHaveProperty("name", "AbortError");
  expect(bench.clock.sleepers()).toBe(0);
});

test("a success counts, however long its body is", async () => {
  await using bench = await openBench();
  bench.server.reply = "endless";

  await expect(bench.notifier.notify(anAlert(), running)).resolves.toBeUndefined();
});

test("the test says that it is one", async () => {
  await using bench = await openBench();

  await bench.notifier.test?.(running);

  const alert = Alert.parse(JSON.parse(bench.server.posts[0]?.body ?? ""));
  expect(alert).toMatchObject({ notify_reason: "test", title: "Test by Porchlight" });
});

test.each<[string, Reply]>([
  ["is refused", { status: 404, body: TOKEN }],
  ["finds trouble", { status: 500, body: TOKEN }],
  ["is cut off", "hang_up"],
])("neither token nor secret is told when an alert %s", async (_, reply) => {
  await using bench = await openBench({ secret: SECRET, login: "alice:pa55word@" });
  bench.server.reply = reply;

  const cause = await thrownBy(bench.notifier.notify(anAlert(), running));

  expect(cause).toHaveProperty("message", expect.stringContaining(bench.host));
  // What a log would print: sentence, stack and causes.
  const printed = JSON.stringify([inDepth(cause), bench.notifier.title, bench.context.log.lines]);
  for (const secret of [TOKEN, SECRET, "pa55word"]) expect(printed).not.toContain(secret);
});

test("nobody there is told by the host alone", async () => {
  const port = await freePort();
  const url = `http://alice:pa55word@127.0.0.1:${port}/hook?token=${TOKEN}`;
  const notifier = await webhookNotifier.open(
    WebhookNotifierSettings.parse({ url }),
    makeContext("/nowhere"),
  );

  const failed = notifier.notify(anAlert(), running);

  await expect(failed).rejects.toMatchObject({ kind: "unavailable" });
  expect(await failed.catch(failureMessage)).toBe(
    `127.0.0.1:${port} refuses the connection. Is the server running, and are address and port right?`,
  );
});

test("several webhooks have names of their own", async () => {
  const settings = { url: "https://example.org/hook", number: 2 };

  const notifier = await webhookNotifier.open(
    WebhookNotifierSettings.parse(settings),
    makeContext("/nowhere"),
  );

  expect(notifier.name).toBe("webhook_2");
  expect(notifier.title).toBe("Webhook at example.org");
});

async function openBench({ secret, login = "" }: { secret?: string; login?: string } = {}) {
  const server: WebhookServer = await openWebhookServer();
  const clock = makeManualClock();
  const context = { ...makeContext("/nowhere"), clock };
  const host = `127.0.0.1:${server.port}`;
  const url = `http://${login}${host}/hook?token=${TOKEN}`;
  const notifier = await webhookNotifier.open(WebhookNotifierSettings.parse({ url, secret }), context);
  return {
    server,
    clock,
    context,
    host,
    notifier,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function thrownBy(promise: Promise<void>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
}

function inDepth(cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause;
  return { message: cause.message, stack: cause.stack, cause: inDepth(cause.cause) };
}
