import { expect, test } from "vitest";
import { type AlertingBench, alertWish, door, makeAlertingBench } from "#test/alerting-bench.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { LOOK_MS } from "./alerting.ts";

const followPeople = alertWish({ mode_follows: "people" });
const family = { "person.alice": "home", "person.bob": "not_home" };

async function openWith(bench: AlertingBench, wish: object, states: Readonly<Record<string, string>> = {}) {
  const homeAssistant = makeFakeHomeAssistant({ states });
  const alerting = await bench.open(homeAssistant);
  await alerting.save(alertWish(wish), alerting.settings().version);
  return { homeAssistant, alerting };
}

test("the mode follows who is at home", async () => {
  const { homeAssistant, alerting } = await openWith(makeAlertingBench(), followPeople, family);
  await using _closing = alerting;
  let heard = 0;
  using _listening = alerting.subscribe(() => heard++);

  expect([alerting.mode(), alerting.isAnybodyHome(), alerting.atHome()]).toEqual([
    "home",
    true,
    ["person.alice"],
  ]);
  homeAssistant.setState("person.alice", "Work");
  expect([alerting.mode(), alerting.isAnybodyHome()]).toEqual(["away", false]);
  homeAssistant.setState("person.bob", "home");
  expect([alerting.mode(), heard]).toEqual(["home", 2]);
});

test("the owner's word holds until what is followed changes, also over a restart", async () => {
  const bench = makeAlertingBench();
  const { homeAssistant, alerting } = await openWith(bench, followPeople, family);
  await alerting.setMode("night");
  homeAssistant.setState("person.bob", "home");
  expect(alerting.mode()).toBe("night");
  await alerting[Symbol.asyncDispose]();

  await using again = await bench.open(makeFakeHomeAssistant({ states: family }));
  expect(again.mode()).toBe("night");
  await again[Symbol.asyncDispose]();

  await using left = await bench.open(makeFakeHomeAssistant({ states: { "person.alice": "not_home" } }));
  expect(left.mode()).toBe("away");
});

test("nobody but the owner ends privacy", async () => {
  const { homeAssistant, alerting } = await openWith(makeAlertingBench(), followPeople, family);
  await using _closing = alerting;
  await alerting.setMode("privacy");

  homeAssistant.setState("person.alice", "not_home");
  homeAssistant.setState("person.alice", "home");

  expect(alerting.isPrivate()).toBe(true);
});

test("as long as it is not known where somebody is, nobody is taken to have left", async () => {
  const { homeAssistant, alerting } = await openWith(makeAlertingBench(), followPeople, family);
  await using _closing = alerting;

  homeAssistant.setState("person.alice", "unavailable");
  expect([alerting.mode(), alerting.isAnybodyHome()]).toEqual(["home", undefined]);
  homeAssistant.disconnect();
  expect(alerting.isAnybodyHome()).toBeUndefined();
  expect(alerting.atHome()).toEqual([]);
});

test("of people who are named one by one, the first who answers does not make the house empty", async () => {
  const people = ["person.bob", "person.alice", "binary_sensor.grandma_there"];
  const states = { "person.bob": "not_home", "person.alice": "home", "binary_sensor.grandma_there": "off" };
  const homeAssistant = makeFakeHomeAssistant({ states });
  await using alerting = await makeAlertingBench().open(homeAssistant);
  const modes: string[] = [];
  using _listening = alerting.subscribe(() => modes.push(alerting.mode()));

  await alerting.save(alertWish({ mode_follows: "people", people }), 0);

  expect(new Set(modes)).toEqual(new Set(["home"]));
  homeAssistant.setState("person.alice", "not_home");
  expect(alerting.mode()).toBe("away");
  homeAssistant.setState("binary_sensor.grandma_there", "on");
  expect(alerting.mode()).toBe("home");
});

test.each([
  ["disarmed", "home"],
  ["armed_home", "home"],
  ["armed_night", "night"],
  ["armed_away", "away"],
  ["armed_vacation", "away"],
] as const)("an alarm panel that is %s makes it %s", async (state, mode) => {
  const follow = { mode_follows: "alarm", alarm_entity: "alarm_control_panel.house" };
  const { homeAssistant, alerting } = await openWith(makeAlertingBench(), follow, {
    "alarm_control_panel.house": "arming",
  });
  await using _closing = alerting;
  await alerting.setMode(mode === "home" ? "away" : "home");

  homeAssistant.setState("alarm_control_panel.house", "triggered");
  expect(alerting.mode()).not.toBe(mode);
  homeAssistant.setState("alarm_control_panel.house", state);
  expect(alerting.mode()).toBe(mode);
});

test("what is to be followed and is missing is a problem, and only then", async () => {
  const bench = makeAlertingBench();
  await using alone = await bench.open();
  expect([...bench.problems.keys()]).toEqual([]);

  await alone.save(alertWish({ mode_follows: "people", only_when: "{{ true }}" }), 0);
  expect(bench.problems.get("alerting.people")).toMatch(/no connection to its API/);
  expect(bench.problems.get("alerting.only_when")).toMatch(/no connection to Home Assistant's API/);
  await alone.save(alertWish(), 1);
  expect([...bench.problems.keys()]).toEqual([]);
});

test("an alarm panel or people that Home Assistant does not have are problems, until it has them", async () => {
  const bench = makeAlertingBench();
  const follow = { mode_follows: "alarm", alarm_entity: "alarm_control_panel.house" };
  const { homeAssistant, alerting } = await openWith(bench, follow);
  await using _closing = alerting;

  expect(bench.problems.get("alerting.alarm")).toMatch(/alarm_control_panel\.house, which Home Assistant/);
  homeAssistant.setState("alarm_control_panel.house", "disarmed");
  expect(bench.problems.size).toBe(0);
  await alerting.save(alertWish({ mode_follows: "alarm" }), 1);
  expect(bench.problems.get("alerting.alarm")).toMatch(/none is chosen/);
  await alerting.save(followPeople, 2);
  expect([...bench.problems.keys()]).toEqual(["alerting.people"]);
});

test.each([
  [true, true],
  ["False", false],
  ["on", true],
  [0, false],
  [2, true],
])("a template that gives %o is %s", async (value, expected) => {
  const bench = makeAlertingBench();
  const { homeAssistant, alerting } = await openWith(bench, { only_when: "{{ it }}" });
  await using _closing = alerting;

  homeAssistant.setTemplate("{{ it }}", { value });

  expect(alerting.circumstances(door.slug).template).toBe(expected);
  expect(bench.problems.size).toBe(0);
});

test.each([{ value: "maybe" }, { error: "TemplateError: unexpected '}'" }])(
  "a template without an answer is a problem, and no reason against telling: %o",
  async (result) => {
    const bench = makeAlertingBench();
    const { homeAssistant, alerting } = await openWith(bench, { only_when: "{{ it }}" });
    await using _closing = alerting;
    homeAssistant.setTemplate("{{ it }}", { value: false });

    homeAssistant.setTemplate("{{ it }}", result);

    expect(alerting.circumstances(door.slug).template).toBeUndefined();
    expect(bench.problems.get("alerting.only_when")).toMatch(/neither yes nor no: .*(maybe|TemplateError)/);
  },
);

test("what a template said before the connection broke is not believed", async () => {
  const { homeAssistant, alerting } = await openWith(makeAlertingBench(), { only_when: "{{ it }}" });
  await using _closing = alerting;
  homeAssistant.setTemplate("{{ it }}", { value: false });

  homeAssistant.disconnect();

  expect(alerting.circumstances(door.slug).template).toBeUndefined();
});

test("saving something else leaves what is watched as it is", async () => {
  const { homeAssistant, alerting } = await openWith(makeAlertingBench(), { only_when: "{{ it }}" });
  await using _closing = alerting;
  homeAssistant.setTemplate("{{ it }}", { value: false });
  const templates: unknown[] = [];
  using _listening = alerting.subscribe(() => templates.push(alerting.circumstances(door.slug).template));

  await alerting.save(alertWish({ only_when: "{{ it }}", group_s: 60 }), 1);

  expect(templates).toEqual([false]);
});

test("the place of the house is asked of Home Assistant once, and remembered", async () => {
  const bench = makeAlertingBench();
  const sun = { quiet_hours: [{ from: "sunset", to: "sunrise" }] };
  {
    const { alerting } = await openWith(bench, sun);
    await using _closing = alerting;
    await bench.clock.advance(LOOK_MS);
    expect(alerting.circumstances(door.slug).place).toEqual({ latitude: 52.37, longitude: 4.89 });
  }
  await using alone = await bench.open();
  await bench.clock.advance(LOOK_MS);

  expect(alone.circumstances(door.slug).place).toEqual({ latitude: 52.37, longitude: 4.89 });
  expect(bench.problems.size).toBe(0);
});

test("hours by the sun at a place that nobody knows are a problem", async () => {
  const bench = makeAlertingBench();
  await using alone = await bench.open();

  await alone.save(alertWish({ cameras: { [door.id]: { windows: [{ from: "sunset", to: "22:00" }] } } }), 0);
  expect(bench.problems.get("alerting.sun")).toMatch(/not known where the house is/);
  await alone.save(alertWish(), 1);
  expect(bench.problems.size).toBe(0);
});
