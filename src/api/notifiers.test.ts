import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { watchNotifiers } from "#pipeline/deliver-watch.ts";
import type { Notifiers } from "#ports/notifiers.ts";
import { anAlert } from "#test/builders.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { aFakeNotifier } from "#test/fakes/notifier.ts";
import { addNotifiers } from "./notifiers-routes.ts";
import { problemOf } from "./problem-document.ts";

const running = new AbortController().signal;

function openApi(notifiers: () => Notifiers | undefined) {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addNotifiers(api, notifiers);
  return async (path: string, method = "GET") => {
    const answer = await api.request(path, { method });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
}

function openWatched() {
  const tested: string[] = [];
  const phones = { ...aFakeNotifier("phones"), test: async () => void tested.push("phones") };
  const email = {
    ...aFakeNotifier("email"),
    test: () => Promise.reject(new Failure("rejected", "The mail server refuses the password.")),
  };
  const clock = makeManualClock();
  const watched = watchNotifiers([aFakeNotifier("mqtt"), phones, email], clock, () => 2);
  return { watched, tested, clock, ask: openApi(() => watched) };
}

const plain = { can_test: true, last_told_at: null, trouble: null, waiting: 2 };

test("each way of telling is listed with how it did last", async () => {
  const { watched, clock, ask } = openWatched();
  await watched.notifiers[0]?.notify(anAlert(), running);

  expect(await ask("/notifiers")).toEqual({
    status: 200,
    body: {
      notifiers: [
        {
          ...plain,
          name: "mqtt",
          title: "Fake mqtt",
          can_test: false,
          last_told_at: new Date(clock.now()).toISOString(),
        },
        { ...plain, name: "phones", title: "Fake phones" },
        { ...plain, name: "email", title: "Fake email" },
      ],
    },
  });
});

test("a test is sent by the one that was asked for, and the answer says that it came through", async () => {
  const { tested, clock, ask } = openWatched();

  const answer = await ask("/notifiers/phones/test", "POST");

  expect(tested).toEqual(["phones"]);
  expect(answer).toMatchObject({
    status: 200,
    body: { notifiers: [{}, { name: "phones", last_told_at: new Date(clock.now()).toISOString() }, {}] },
  });
});

test("a test that fails is answered in words, and they stay until one comes through", async () => {
  const { ask } = openWatched();

  const answer = await ask("/notifiers/email/test", "POST");

  const trouble = "The mail server refuses the password.";
  expect(answer).toMatchObject({ status: 409, body: { detail: trouble } });
  expect(await ask("/notifiers")).toMatchObject({ body: { notifiers: [{}, {}, { trouble }] } });
});

test.each([
  ["mqtt", 409],
  ["fax", 404],
  ["x".repeat(65), 400],
])("%s is not tested", async (name, status) => {
  const { tested, ask } = openWatched();

  expect((await ask(`/notifiers/${name}/test`, "POST")).status).toBe(status);
  expect(tested).toEqual([]);
});

test("while the app is still starting there are none", async () => {
  const ask = openApi(() => undefined);

  expect(await ask("/notifiers")).toEqual({ status: 200, body: { notifiers: [] } });
  expect((await ask("/notifiers/mqtt/test", "POST")).status).toBe(404);
});
