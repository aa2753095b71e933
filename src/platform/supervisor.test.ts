import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { findMqtt } from "./supervisor.ts";

const running = new AbortController().signal;
const token = "t0ken-of-the-app";

test("the broker's address and login come from the Supervisor, asked with the app's token", async () => {
  await using supervisor = await openSupervisor(200, {
    result: "ok",
    data: {
      addon: "core_mosquitto",
      host: "core-mosquitto",
      port: 1883,
      ssl: false,
      username: "addons",
      password: "secret",
      protocol: "3.1.1",
    },
  });

  const address = await findMqtt({ token, baseUrl: supervisor.url }, running);

  expect(address).toEqual({
    host: "core-mosquitto",
    port: 1883,
    tls: false,
    username: "addons",
    password: "secret",
  });
  expect(supervisor.asked).toEqual([{ path: "/services/mqtt", authorization: `Bearer ${token}` }]);
});

test.each([
  [400, "unavailable", "Home Assistant has no MQTT broker yet."],
  [403, "rejected", "does not let this app ask for the MQTT broker"],
  [401, "rejected", "does not let this app ask for the MQTT broker"],
  [502, "unavailable", "cannot say which MQTT broker to use (status 502)"],
])("status %i becomes a sentence for the owner", async (status, kind, sentence) => {
  await using supervisor = await openSupervisor(status, { result: "error", message: "Service not enabled" });

  const asked = findMqtt({ token, baseUrl: supervisor.url }, running);

  await expect(asked).rejects.toMatchObject({ kind, message: expect.stringContaining(sentence) });
});

test.each([
  ["no JSON", "<html>"],
  ["no port", { result: "ok", data: { host: "core-mosquitto" } }],
  ["an endless body", "x".repeat(100_000)],
])("an answer with %s is unavailable, not a crash", async (_, body) => {
  await using supervisor = await openSupervisor(200, body);

  const asked = findMqtt({ token, baseUrl: supervisor.url }, running);

  await expect(asked).rejects.toMatchObject({ kind: "unavailable" });
});

test("without a token the owner is told to enter the broker", async () => {
  const asked = findMqtt({ token: undefined }, running);

  await expect(asked).rejects.toThrow("Enter the broker's host in the options.");
});

test("without a Supervisor at the address the failure may pass, and the token is not in it", async () => {
  const asked = findMqtt({ token, baseUrl: "http://127.0.0.1:9" }, running);

  await expect(asked).rejects.toMatchObject({
    kind: "unavailable",
    message: expect.not.stringContaining(token),
  });
});

test("an aborted question is aborted", async () => {
  await using supervisor = await openSupervisor(200, {});

  const asked = findMqtt({ token, baseUrl: supervisor.url }, AbortSignal.abort());

  await expect(asked).rejects.toMatchObject({ kind: "aborted" });
});

async function openSupervisor(status: number, body: unknown) {
  const asked: { path: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url, authorization: request.headers.authorization });
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
