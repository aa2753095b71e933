import { OpenAPIHono } from "@hono/zod-openapi";
import { expect, test } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { LINES_MAX, MASKS_MAX, ZONES_MAX } from "#domain/live-rules.ts";
import { CORNERS_MAX } from "#domain/zone-polygon.ts";
import type { House, HouseEvent } from "#ports/house.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { makeFakeRules } from "#test/fakes/rules-part.ts";
import { makeEventStream } from "./events.ts";
import { problemOf } from "./problem-document.ts";
import { addRules } from "./rules-routes.ts";
import type { RulesPart } from "./rules-wire.ts";

const door = CameraSlug.parse("front_door");
const at = (x: number, y: number) => ({ x, y });
const square = [at(0.2, 0.2), at(0.6, 0.2), at(0.6, 0.8), at(0.2, 0.8)];
const bowTie = [at(0.2, 0.2), at(0.6, 0.8), at(0.6, 0.2), at(0.2, 0.8)];
const porch = { id: "porch", name: "Porch", polygon: square };
const drive = { id: "drive", name: "Drive", a: at(0.1, 0.9), b: at(0.9, 0.6) };

const scene: LiveScene = {
  atMs: Date.UTC(2026, 10, 20, 9, 0, 12),
  rulesVersion: 3,
  tracks: [
    {
      id: 7,
      label: "person",
      score: 0.91,
      box: { x: 0.3, y: 0.3, width: 0.1, height: 0.3 },
      isStationary: false,
      isLost: true,
      zones: ["porch"],
      sinceMs: Date.UTC(2026, 10, 20, 9),
    },
  ],
  zones: [{ id: "porch", name: "Porch", count: 1, labels: { person: 1 }, isLoitering: true }],
  lines: [{ id: "drive", name: "Drive", in: 12, out: 9, inToday: 2, outToday: 1 }],
};
const sceneWire = {
  at: "2026-11-20T09:00:12.000Z",
  rules_version: 3,
  tracks: [
    {
      id: 7,
      label: "person",
      score: 0.91,
      box: { x: 0.3, y: 0.3, width: 0.1, height: 0.3 },
      stationary: false,
      lost: true,
      zones: ["porch"],
      since: "2026-11-20T09:00:00.000Z",
    },
  ],
  zones: [{ id: "porch", name: "Porch", count: 1, labels: { person: 1 }, loitering: true }],
  lines: [{ id: "drive", name: "Drive", in: 12, out: 9, in_today: 2, out_today: 1 }],
};

function openApi(
  rules: RulesPart | undefined = makeFakeRules(),
  house: House = makeFakeHouse(["Front door"]),
) {
  const api = new OpenAPIHono();
  api.onError((cause, c) => problemOf(c, cause));
  addRules(api, { house, rules });
  const ask = async (path: string, method = "GET", body?: unknown) => {
    const headers = { "content-type": "application/json" };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await api.request(`/cameras/${path}`, init);
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { api, ask };
}

test("rules that are saved are in force, with a plan of what can fire and what never can", async () => {
  const { ask } = openApi();
  const dogs = { ...porch, id: "dogs", name: "Dogs", objects: ["dog"] };

  const before = await ask("front_door/rules");
  const saved = await ask("front_door/rules", "PUT", { version: 0, zones: [porch, dogs], lines: [drive] });
  const after = await ask("front_door/rules");

  expect(before.body).toMatchObject({ rules: { version: 0, zones: [] }, plan: { can: [], never: [] } });
  expect(saved).toMatchObject({
    status: 200,
    body: {
      rules: { version: 1, zones: [{ id: "porch", inertia: 3, alerts: true }, { id: "dogs" }] },
      plan: {
        can: [
          "Zone Porch: everything that enters or leaves.",
          "Line Drive: everything that crosses, inwards and outwards.",
          "A live alert needs somebody in Porch.",
        ],
        never: ['Zone Dogs: the camera does not look for dog. Add it to its "objects".'],
      },
    },
  });
  expect(after).toEqual(saved);
});

test("of two who save at once one is told that the other was first, and nothing is overwritten", async () => {
  const { ask } = openApi();

  const answers = await Promise.all([
    ask("front_door/rules", "PUT", { version: 0, zones: [porch] }),
    ask("front_door/rules", "PUT", { version: 0, lines: [drive] }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([200, 409]);
  expect(answers[1]?.body["detail"]).toBe("The zones and lines were changed meanwhile, to version 1.");
  expect((await ask("front_door/rules")).body).toMatchObject({
    rules: { zones: [{ id: "porch" }], lines: [] },
  });
});

test("an outline that crosses itself is refused, and the check names its place in the document", async () => {
  const { ask } = openApi();
  const wrong = { version: 0, zones: [porch, { ...porch, id: "bow", name: "Bow", polygon: bowTie }] };

  const saved = await ask("front_door/rules", "PUT", wrong);
  const checked = await ask("front_door/rules/check", "POST", wrong);

  expect(saved.status).toBe(400);
  expect(checked.body).toEqual({
    plan: null,
    faults: [
      {
        path: ["zones", 1, "polygon"],
        sentence:
          "It must not cross or touch itself, but its side from corner 1 to 2 meets that from 3 to 4. Draw the corners one after another around the place.",
      },
    ],
  });
  expect((await ask("front_door/rules")).body).toMatchObject({ rules: { version: 0, zones: [] } });
});

test("a check plans what nobody has saved", async () => {
  const { ask } = openApi();

  const { status, body } = await ask("front_door/rules/check", "POST", { lines: [drive] });

  expect({ status, body }).toEqual({
    status: 200,
    body: {
      plan: { can: ["Line Drive: everything that crosses, inwards and outwards."], never: [], assumed: [] },
      faults: [],
    },
  });
  expect((await ask("front_door/rules")).body).toMatchObject({ rules: { lines: [] } });
});

test("a name that is taken is told at the one that came later", async () => {
  const { ask } = openApi();
  const twice = { zones: [porch, { ...porch, id: "porch_2" }] };

  const { body } = await ask("front_door/rules/check", "POST", twice);

  expect(body["faults"]).toEqual([
    {
      path: ["zones", 1],
      sentence: 'It must not be there twice: "Porch" or its id is taken. Choose another name.',
    },
  ]);
});

test("an unknown camera is not found, and an app that looks at nothing live says so", async () => {
  const { ask } = openApi();
  const bare = new OpenAPIHono();
  bare.onError((cause, c) => problemOf(c, cause));
  addRules(bare, { house: makeFakeHouse(["Front door"]) });

  expect((await ask("attic/rules")).status).toBe(404);
  expect((await ask("attic/rules", "PUT", { zones: [] })).status).toBe(404);
  expect((await ask("attic/rules/check", "POST", {})).status).toBe(404);
  expect((await ask("attic/live")).status).toBe(404);
  expect((await bare.request("/cameras/front_door/rules")).status).toBe(503);
});

test("rules at all their bounds fit through the door", () => {
  const corners = Array.from({ length: CORNERS_MAX }, () => at(0.1234, 0.1234));
  const many = (count: number, rest: object) => Array.from({ length: count }, () => ({ ...porch, ...rest }));
  const largest = {
    zones: many(ZONES_MAX, { polygon: corners, name: "x".repeat(64) }),
    masks: many(MASKS_MAX, { polygon: corners, name: "x".repeat(64) }),
    lines: many(LINES_MAX, {}),
  };

  expect(JSON.stringify(largest).length).toBeLessThan(200 * 1024);
});

test("what goes on now is told, and null before anybody has looked", async () => {
  const { ask } = openApi(undefined, houseWith(scene).house);

  expect((await openApi().ask("front_door/live")).body).toEqual({ camera: door, scene: null });
  expect((await ask("front_door/live")).body).toEqual({ camera: door, scene: sceneWire });
});

test("a scene is an event, and of many that nobody has read yet only the newest is sent", async () => {
  const { house, tell, show } = houseWith(scene);
  const app = new OpenAPIHono();
  app.get("/events", makeEventStream(house));
  const reader = (await app.request("/events")).body?.pipeThrough(new TextDecoderStream()).getReader();
  await reader?.read();

  for (let i = 1; i <= 1000; i++) {
    show({ ...scene, rulesVersion: i });
    tell({ type: "live", camera: door });
  }
  let text = "";
  const until = async (...words: readonly string[]): Promise<void> => {
    while (!words.every((word) => text.includes(word))) {
      const { value, done } = (await reader?.read()) ?? { done: true, value: "" };
      if (done) return;
      text += value;
    }
  };
  tell({ type: "motion", camera: door, active: true });
  await until('"active":true', '"rules_version":1000');
  await new Promise((resolve) => setImmediate(resolve));
  tell({ type: "motion", camera: door, active: false });
  await until('"active":false');
  await reader?.cancel();

  expect(text).toContain(
    `data: ${JSON.stringify({ camera: door, scene: { ...sceneWire, rules_version: 1000 } })}`,
  );
  expect(text.match(/event: live/g)).toHaveLength(1);
});

test("the document of the API names the rules", () => {
  const { api } = openApi();

  const document = api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "t", version: "0" } });

  expect(Object.keys(document.paths ?? {})).toEqual([
    "/cameras/{slug}/rules",
    "/cameras/{slug}/rules/check",
    "/cameras/{slug}/live",
  ]);
});

/** A house whose only camera sees this. */
function houseWith(first: LiveScene) {
  const fake = makeFakeHouse(["Front door"]);
  const listeners = new Set<(event: HouseEvent) => void>();
  let now = first;
  const house: House = {
    ...fake,
    camera: (slug) => {
      const view = fake.camera(slug);
      return view && { ...view, live: now };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
  };
  return {
    house,
    tell: (event: HouseEvent) => listeners.forEach((listener) => listener(event)),
    show: (next: LiveScene) => {
      now = next;
    },
  };
}
