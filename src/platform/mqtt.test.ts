import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { brokerContract } from "#test/contracts/broker.ts";
import { type Mosquitto, openMosquitto } from "#test/servers/mosquitto.ts";
import { systemClock } from "./clock.ts";
import { type BrokerOptions, openBroker } from "./mqtt.ts";
import type { BrokerAddress } from "./mqtt-trouble.ts";

const PATIENT = { timeout: 40_000, interval: 20 };
const running = new AbortController().signal;

brokerContract("mqtt.js on a real mosquitto", async () => {
  const mosquitto = await openMosquitto();
  const { broker } = brokerAt(mosquitto);
  return {
    broker,
    interrupt: () => mosquitto.stop(),
    resume: () => mosquitto.start(),
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]();
      await mosquitto[Symbol.asyncDispose]();
    },
  };
});

test("a start without a broker is told, and over when the broker comes", async () => {
  await using mosquitto = await openMosquitto({ started: false });
  const { broker, problems } = brokerAt(mosquitto);
  await using _ = broker;

  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);
  await mosquitto.start();
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);

  expect(problems).toEqual([
    `The MQTT broker at 127.0.0.1:${mosquitto.port} is not running, or listens on another port. It is tried again.`,
    undefined,
  ]);
});

test("a broker that is killed and comes back is found again", async () => {
  await using mosquitto = await openMosquitto();
  const { broker, problems } = brokerAt(mosquitto);
  await using _ = broker;
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);

  await mosquitto.stop("SIGKILL");
  await vi.waitFor(() => expect(problems.at(-1)).toContain("is not running"), PATIENT);
  await mosquitto.start();
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);
  await broker.publish({ topic: "a", payload: "b" }, running);

  expect(problems.at(-1)).toBeUndefined();
});

test("a wrong password is a sentence without the password, and a right one later ends it", async () => {
  const login = { username: "porchlight", password: "correct horse battery" };
  await using mosquitto = await openMosquitto({ login });
  let password = "wrong horse";
  const { broker, problems, logged } = brokerAt(mosquitto, () => ({ username: "porchlight", password }));
  await using _ = broker;

  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);
  password = login.password;
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);

  expect(problems).toEqual([
    `The MQTT broker at 127.0.0.1:${mosquitto.port} refuses the user name or password.`,
    undefined,
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/horse/);
});

test("a broker that wants a login and is given none asks for one", async () => {
  await using mosquitto = await openMosquitto({ login: { username: "a", password: "b" } });
  const { broker, problems } = brokerAt(mosquitto);
  await using _ = broker;

  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);

  expect(problems[0]).toContain("asks for a user name and password. Enter them in the options.");
});

test.each<[string, Partial<BrokerAddress>, string]>([
  ["an unknown name", { host: "broker.invalid" }, "The name broker.invalid of the MQTT broker"],
  ["a URL for a host", { host: "mqtt://me:s3cret@127.0.0.1" }, "must be a bare name or IP address"],
  [
    "TLS to a port without",
    { tls: true },
    "cuts the connection. Perhaps it does not speak TLS on this port.",
  ],
])("%s is a sentence", async (_, address, sentence) => {
  await using mosquitto = await openMosquitto();
  const { broker, problems } = brokerAt(mosquitto, () => address);
  await using _broker = broker;

  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);

  expect(problems[0]).toContain(sentence);
  expect(problems[0]).not.toContain("s3cret");
});

test("a port that speaks something else is a sentence and tried again", async () => {
  const server = createServer((socket) => socket.end("220 mail ready\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const { broker, problems } = brokerAt({ host: "127.0.0.1", port: address.port });

  await vi.waitFor(() => expect(problems).toHaveLength(1), PATIENT);
  await broker[Symbol.asyncDispose]();
  server.close();

  expect(problems[0]).toContain(`The MQTT broker at 127.0.0.1:${address.port} c`);
});

test("what cannot be found yet is told in its own words and asked for again", async () => {
  await using mosquitto = await openMosquitto();
  let asked = 0;
  const problems: (string | undefined)[] = [];
  await using broker = openBroker({
    ...quick(problems, []),
    find: async () => {
      asked += 1;
      if (asked < 3) throw new Failure("unavailable", "Home Assistant has no MQTT broker yet.");
      return { host: mosquitto.host, port: mosquitto.port, tls: false };
    },
  });

  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);

  expect(problems).toEqual(["Home Assistant has no MQTT broker yet.", undefined]);
});

test("what the broker forbids is rejected, and the connection stays", async () => {
  await using mosquitto = await openMosquitto({ acl: ["topic readwrite open/#"] });
  const { broker } = brokerAt(mosquitto);
  await using _ = broker;
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);

  await expect(broker.publish({ topic: "closed", payload: "x" }, running)).rejects.toMatchObject({
    kind: "rejected",
    message: expect.stringContaining("does not allow publishing on closed"),
  });
  await broker.publish({ topic: "open/door", payload: "x" }, running);
});

test("a payload beyond the bound is rejected before it is sent", async () => {
  await using mosquitto = await openMosquitto();
  const { broker } = brokerAt(mosquitto);
  await using _ = broker;
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);

  const published = broker.publish({ topic: "huge", payload: new Uint8Array(1_048_577) }, running);

  await expect(published).rejects.toMatchObject({ kind: "rejected" });
});

test("a message that is worthless later expires in the broker", async () => {
  await using mosquitto = await openMosquitto();
  const { broker } = brokerAt(mosquitto);
  await using _ = broker;
  await vi.waitFor(() => expect(broker.connected).toBe(true), PATIENT);
  await broker.publish({ topic: "kept/short", payload: "x", retain: true, expiryS: 1 }, running);
  await broker.publish({ topic: "kept/long", payload: "y", retain: true, expiryS: 600 }, running);

  await vi.waitFor(async () => {
    const heard: string[] = [];
    using _subscription = broker.subscribe("kept/+", ({ topic }) => heard.push(topic));
    await vi.waitFor(() => expect(heard).toContain("kept/long"), PATIENT);
    expect(heard).toEqual(["kept/long"]);
  }, PATIENT);
});

test("the will is published when the process is killed, not when it says goodbye", async () => {
  await using mosquitto = await openMosquitto();
  const { broker: witness } = brokerAt(mosquitto);
  await using _ = witness;
  await vi.waitFor(() => expect(witness.connected).toBe(true), PATIENT);
  const heard: string[] = [];
  witness.subscribe("house/status", ({ payload }) => heard.push(new TextDecoder().decode(payload)));

  const polite = brokerAt(mosquitto, () => ({}), "house/status").broker;
  await vi.waitFor(() => expect(polite.connected).toBe(true), PATIENT);
  await polite.publish({ topic: "house/status", payload: "first" }, running);
  await polite[Symbol.asyncDispose]();
  const child = spawn(process.execPath, ["--input-type=module", "-e", killedClient(mosquitto.port)], {
    stdio: "ignore",
  });
  await vi.waitFor(() => expect(heard).toEqual(["first", "second"]), PATIENT);
  child.kill("SIGKILL");

  await vi.waitFor(() => expect(heard).toEqual(["first", "second", "offline"]), PATIENT);
});

function killedClient(port: number): string {
  const module = new URL("mqtt.ts", import.meta.url).href;
  const clock = new URL("clock.ts", import.meta.url).href;
  return `
    const { openBroker } = await import(${JSON.stringify(module)});
    const { systemClock } = await import(${JSON.stringify(clock)});
    const log = { info() {}, warn() {} };
    const broker = openBroker({
      find: async () => ({ host: "127.0.0.1", port: ${port}, tls: false }),
      will: { topic: "house/status", payload: "offline" }, log, clock: systemClock, onProblem() {},
    });
    broker.onConnected(() => broker.publish({ topic: "house/status", payload: "second" }, new AbortController().signal));
    setInterval(() => {}, 1000);
  `;
}

function brokerAt(
  mosquitto: Pick<Mosquitto, "host" | "port">,
  more: () => Partial<BrokerAddress> = () => ({}),
  willTopic = "test/status",
) {
  const problems: (string | undefined)[] = [];
  const logged: unknown[] = [];
  const broker = openBroker({
    ...quick(problems, logged),
    find: async () => ({ host: mosquitto.host, port: mosquitto.port, tls: false, ...more() }),
    will: { topic: willTopic, payload: "offline" },
  });
  return { broker, problems, logged };
}

function quick(problems: (string | undefined)[], logged: unknown[]): Omit<BrokerOptions, "find"> {
  const note = (fields: object, message: string) => logged.push([fields, message]);
  return {
    will: { topic: "test/status", payload: "offline" },
    log: { info: note, warn: note },
    clock: systemClock,
    onProblem: (sentence) => problems.push(sentence),
    backoff: { minMs: 20, maxMs: 200 },
  };
}
