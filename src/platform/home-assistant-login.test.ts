import { expect, test, vi } from "vitest";
import { makeManualClock } from "#test/fakes/clock.ts";
import { openAt } from "#test/home-assistant-bench.ts";
import { startHomeAssistant } from "#test/servers/home-assistant.ts";
import { startMuteServer } from "#test/servers/mute-server.ts";

const PATIENT = { timeout: 30_000, interval: 10 };
const running = new AbortController().signal;

test("a refused token is one sentence and a long wait, and the token is in neither log nor sentence", async () => {
  await using server = await startHomeAssistant();
  const clock = makeManualClock();
  const logged: string[] = [];
  const log = {
    info: (...line: unknown[]) => void logged.push(JSON.stringify(line)),
    warn: (...line: unknown[]) => void logged.push(JSON.stringify(line)),
  };
  const { homeAssistant, problems } = openAt(server, { token: "secret-of-the-house", clock, log });
  await using _ = homeAssistant;

  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);
  await clock.advance(299_000);
  expect(server.logins).toBe(1);
  await clock.advance(1_000);
  await vi.waitFor(() => expect(server.logins).toBe(2), PATIENT);

  expect(problems).toEqual([expect.stringContaining("does not accept the token")]);
  expect([...problems, ...logged].join()).not.toContain("secret-of-the-house");
});

test("a token that is accepted later heals by itself", async () => {
  await using server = await startHomeAssistant();
  server.behave("refusing");
  const clock = makeManualClock();
  const { homeAssistant, problems } = openAt(server, { clock });
  await using _ = homeAssistant;
  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);

  server.behave("ordinary");
  await vi.waitFor(() => expect(clock.sleepers()).toBe(1), PATIENT);
  await clock.advance(300_000);

  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  expect(problems.at(-1)).toBeUndefined();
});

test("nobody there: calls fail at once, and the owner hears where it was looked for", async () => {
  await using server = await startHomeAssistant();
  await server.interrupt();
  const { homeAssistant, problems } = openAt(server);
  await using _ = homeAssistant;

  await expect(homeAssistant.command({ type: "get_states" }, running)).rejects.toMatchObject({
    kind: "unavailable",
  });
  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);
  expect(problems[0]).toContain(`${new URL(server.url).host} cannot be reached`);

  await server.resume();
  await vi.waitFor(() => expect(homeAssistant.connected).toBe(true), PATIENT);
  expect(problems.at(-1)).toBeUndefined();
});

test("what is no Home Assistant is no connection", async () => {
  await using server = await startHomeAssistant();
  server.behave("garbage");
  const { homeAssistant, problems } = openAt(server);
  await using _ = homeAssistant;

  await vi.waitFor(() => expect(problems).toEqual([expect.stringContaining("makes no sense")]), PATIENT);

  expect(homeAssistant.connected).toBe(false);
});

test("disposing does not wait for a server that never speaks", async () => {
  await using mute = await startMuteServer();
  const { homeAssistant } = openAt({ url: `http://127.0.0.1:${mute.port}`, token: "x" });

  await homeAssistant[Symbol.asyncDispose]();
  await homeAssistant[Symbol.asyncDispose]();

  expect(homeAssistant.connected).toBe(false);
});

test.for([
  ["http://no-such-host.invalid", "is not found"],
  ["not an address", "makes no sense"],
])("the address %s is told of in words", async ([url = "", words = ""]) => {
  const { homeAssistant, problems } = openAt({ url, token: "x" });
  await using _ = homeAssistant;

  await vi.waitFor(() => expect(problems[0]).toContain(words), PATIENT);
});
