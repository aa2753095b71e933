import { expect, test, vi } from "vitest";
import { homeAssistantContract } from "#test/contracts/home-assistant.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { openAt } from "#test/home-assistant-bench.ts";
import { startHomeAssistant } from "#test/servers/home-assistant.ts";

const PATIENT = { timeout: 30_000, interval: 10 };
const running = new AbortController().signal;

homeAssistantContract("the WebSocket API", async () => {
  const server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  return {
    homeAssistant,
    setState: server.setState,
    setTemplate: server.setTemplate,
    fire: server.fire,
    answer: (domain, action, response) =>
      server.answer(`call_service ${domain}.${action}`, (message) => ({
        result: message["return_response"] === true ? { context: {}, response } : { context: {} },
      })),
    answerCommand: (type, result) => server.answer(type, () => ({ result })),
    refuse: (domain, action, words) =>
      server.answer(`call_service ${domain}.${action}`, () => ({
        error: { code: "not_found", message: words },
      })),
    ignore: (domain, action) => server.answer(`call_service ${domain}.${action}`, () => undefined),
    asked: () =>
      server.requests
        .filter(({ type }) => type === "call_service")
        .map(({ domain, service, service_data: data }) => ({
          domain: String(domain),
          action: String(service),
          data,
        })),
    interrupt: () => server.interrupt(),
    resume: () => server.resume(),
    async [Symbol.asyncDispose]() {
      await homeAssistant[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
});

test.for([
  ["no JSON at all", "{{{"],
  ["a number", "7"],
  ["a message without an id", JSON.stringify({ type: "result", success: true })],
  ["a result of another kind", JSON.stringify({ type: "result", id: "five", success: "yes" })],
  ["a huge frame", `{"id":1,"type":"pong","junk":"${"x".repeat(34_000_000)}"}`],
])("after %s it connects anew", async ([, text]) => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);

  server.say(text ?? "");

  await vi.waitFor(() => expect(server.logins).toBe(2), PATIENT);
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
});

test("states that make no sense are left out, and later ones are heard", async () => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  server.setState("person.bo", "home");
  const seen: string[] = [];
  homeAssistant.watch("person.*", (states) => seen.push(...states.map(({ state }) => state)));
  await vi.waitFor(() => expect(seen).toEqual(["home"]), PATIENT);

  for (let id = 1; id < 8; id++) {
    server.say(JSON.stringify({ id, type: "event", event: { a: { "person.bo": 5 } } }));
  }
  server.setState("person.bo", "away");

  await vi.waitFor(() => expect(seen).toEqual(["home", "away"]), PATIENT);
});

test("a line that went dead without a word is noticed and replaced", async () => {
  await using server = await startHomeAssistant();
  const clock = makeManualClock();
  const { homeAssistant } = openAt(server, { clock });
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  server.answer("ping", () => undefined);

  await clock.advance(30_000);
  await vi.waitFor(() => expect(server.requests).toContainEqual({ type: "ping" }), PATIENT);
  await clock.advance(10_000);
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(false), PATIENT);
  await vi.waitFor(async () => {
    await clock.advance(1_000);
    expect(server.logins).toBe(2);
  }, PATIENT);
});

test("a question that is never answered ends with its time limit", async () => {
  await using server = await startHomeAssistant();
  const clock = makeManualClock();
  const { homeAssistant } = openAt(server, { clock });
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  server.answer("slow", () => undefined);

  const waiting = failureOf(homeAssistant.command({ type: "slow" }, running));
  await clock.advance(30_000);

  expect(await waiting).toMatchObject({
    kind: "unavailable",
    message: "Home Assistant did not answer within 30 seconds.",
  });
  expect(homeAssistant.connected).toBe(true);
});

test("what is lost with the connection fails as unavailable", async () => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  server.answer("call_service script.slow", () => undefined);
  const call = homeAssistant.call({ domain: "script", action: "slow", data: {} }, running);
  const lost = failureOf(call);
  await vi.waitFor(() => expect(server.requests.at(-1)?.type).toBe("call_service"), PATIENT);

  server.drop();

  expect(await lost).toMatchObject({ name: "Failure", kind: "unavailable" });
});

test("only so many questions are under way, and those beyond fail at once", async () => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  server.answer("slow", () => undefined);
  const stop = new AbortController();
  const ask = () => failureOf(homeAssistant.command({ type: "slow" }, stop.signal));
  const waiting = Array.from({ length: 64 }, ask);

  await expect(homeAssistant.command({ type: "slow" }, running)).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.stringContaining("too many questions"),
  });
  stop.abort();
  await Promise.all(waiting);

  await expect(homeAssistant.command({ type: "get_config" }, running)).resolves.toMatchObject({
    version: "2026.9.4",
  });
});

test.for([
  ["home_assistant_error", "unavailable"],
  ["timeout", "unavailable"],
  ["service_validation_error", "rejected"],
  ["unauthorized", "rejected"],
])("what Home Assistant calls %s is %s", async ([code = "", kind]) => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  server.answer("call_service notify.x", () => ({
    error: { code, message: `It\n failed ${"!".repeat(900)}` },
  }));

  const call = homeAssistant.call({ domain: "notify", action: "x", data: {} }, running);

  await expect(call).rejects.toMatchObject({
    kind,
    message: expect.stringMatching(/^It failed !{400,490}…$/),
  });
});

test("watchers of the same share one subscription, which ends with the last of them", async () => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  const count = (type: string) => server.requests.filter((request) => request.type === type).length;

  const watchers = [1, 2, 3].map(() => homeAssistant.watch("person.*", () => undefined));
  await vi.waitFor(() => expect(count("subscribe_entities")).toBe(1), PATIENT);
  for (const watcher of watchers.slice(1)) watcher[Symbol.dispose]();
  await homeAssistant.command({ type: "get_config" }, running);
  expect(count("unsubscribe_events")).toBe(0);
  watchers[0]?.[Symbol.dispose]();

  await vi.waitFor(() => expect(count("unsubscribe_events")).toBe(1), PATIENT);
  expect(count("subscribe_entities")).toBe(1);
});

test("a subscription that is refused after a reconnection harms nothing else", async () => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;
  server.setTemplate("{{ a }}", { value: 1 });
  server.setState("person.bo", "home");
  const results: unknown[] = [];
  const seen: string[] = [];
  homeAssistant.watchTemplate("{{ a }}", (result) => results.push(result));
  homeAssistant.watch("person.*", (states) => seen.push(...states.map(({ state }) => state)));
  await vi.waitFor(() => expect([results, seen]).toEqual([[{ value: 1 }], ["home"]]), PATIENT);

  server.answer("render_template", () => ({ error: { code: "template_error", message: "No more." } }));
  server.drop();

  await vi.waitFor(() => expect(results.at(-1)).toEqual({ error: "No more." }), PATIENT);
  await vi.waitFor(() => expect(seen).toEqual(["home", "home"]), PATIENT);
});

test("more watches than the limit are refused", async () => {
  await using server = await startHomeAssistant();
  const { homeAssistant } = openAt(server);
  await using _ = homeAssistant;

  for (let index = 0; index < 256; index++) homeAssistant.watch(`light.l${index}`, () => undefined);

  expect(() => homeAssistant.watch("light.one_more", () => undefined)).toThrow("256 things");
});

/** Caught at once, so that it is nobody's unhandled rejection while the test goes on. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((cause: unknown) => cause);
}
