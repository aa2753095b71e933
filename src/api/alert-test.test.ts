import { expect, test } from "vitest";
import { Failure } from "#domain/failure.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeApi } from "./app.ts";
import type { ApiParts } from "./parts.ts";

const unasked = (): never => {
  throw new Error("not asked for in these tests");
};

function openApi(alertTest: ApiParts["alertTest"]) {
  const rest = { health: unasked, diagnostics: unasked, retention: unasked, storages: unasked };
  const more = { metrics: unasked, options: unasked, hidden: unasked, restore: unasked };
  const { clips } = fakeStore();
  return makeApi({
    ...rest,
    ...more,
    house: makeFakeHouse([]),
    clips,
    mediaDir: "/",
    version: "0",
    alertTest,
  });
}

test("the alert test is begun by a POST, which answers at once", async () => {
  let asked = 0;
  const api = openApi(() => ({
    state: () => (asked === 0 ? "idle" : "waiting"),
    last: () => undefined,
    request: () => void (asked += 1),
  }));
  const before = await api.request("/alert-test");
  expect(await before.json()).toEqual({ state: "idle", last: null, sentence: null });

  const answer = await api.request("/alert-test", { method: "POST" });

  expect(answer.status).toBe(202);
  expect(await answer.json()).toMatchObject({ state: "waiting" });
  expect(asked).toBe(1);
});

test("before there is one, a sentence says so", async () => {
  const api = openApi(() => {
    throw new Failure("unavailable", "Porchlight is still starting.");
  });

  const answer = await api.request("/alert-test", { method: "POST" });

  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ detail: "Porchlight is still starting." });
});
