import { expect, test, vi } from "vitest";
import { CameraSlug } from "#domain/ids.ts";
import { fakeAlerting, fakeDesk, fakeHousehold } from "#test/fakes/controls.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { openHomeBench, openWitness, PATIENT } from "#test/home-bench.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";

const FRONT = CameraSlug.parse("front_door");
const MINUTE_MS = 60_000;

test("mode, snooze length and cool-down are set, and answered with how they stand", async () => {
  await using stage = await openStage();
  const { ask, last, alerting } = stage;
  await vi.waitFor(() => expect(last("hub/mode")).toBe("home"), PATIENT);
  expect(last("hub/snooze_minutes")).toBe("30");
  expect(last("000001/cooldown")).toBe("0");

  await ask("hub/mode/set", "night");
  await ask("hub/snooze_minutes/set", "45");
  await ask("000001/cooldown/set", "120");

  await vi.waitFor(() => expect(last("000001/cooldown")).toBe("120"), PATIENT);
  expect(last("000002/cooldown")).toBe("0");
  expect(last("hub/mode")).toBe("night");
  expect(last("hub/snooze_minutes")).toBe("45");
  expect(alerting.mode()).toBe("night");
  expect(alerting.settings()).toMatchObject({
    snooze_minutes: 45,
    cameras: { "000001": { cooldown_s: 120, windows: [] } },
  });
});

test("a snooze lasts as long as is set, of one camera or of the house, and resuming the house ends all", async () => {
  await using stage = await openStage();
  const { ask, last, alerting } = stage;
  const before = Date.now();

  await ask("000001/snooze/press", "PRESS");
  await ask("hub/snooze/press", "PRESS");
  await vi.waitFor(() => expect(until(last("hub/snooze"))).not.toBeNull(), PATIENT);
  const end = Date.parse(String(until(last("hub/snooze"))));
  expect(end).toBeGreaterThanOrEqual(before + 30 * MINUTE_MS);
  expect(end).toBeLessThanOrEqual(Date.now() + 30 * MINUTE_MS);
  await vi.waitFor(() => expect(until(last("000001/snooze"))).not.toBeNull(), PATIENT);
  expect(until(last("000002/snooze"))).toBeNull();
  await ask("hub/resume/press", "PRESS");

  await vi.waitFor(() => expect(until(last("000001/snooze"))).toBeNull(), PATIENT);
  await vi.waitFor(() => expect(until(last("hub/snooze"))).toBeNull(), PATIENT);
  expect(alerting.snoozes()).toEqual({ house: undefined, cameras: new Map() });
});

test("the snooze of one camera is taken back without that of the house", async () => {
  await using stage = await openStage();
  const { ask, last, alerting } = stage;
  await alerting.snooze(undefined, Date.now() + MINUTE_MS);
  await alerting.snooze(FRONT, Date.now() + MINUTE_MS);
  await vi.waitFor(() => expect(until(last("000001/snooze"))).not.toBeNull(), PATIENT);

  await ask("000001/resume/press", "PRESS");

  await vi.waitFor(() => expect(until(last("000001/snooze"))).toBeNull(), PATIENT);
  expect(until(last("hub/snooze"))).not.toBeNull();
});

test("a setting that somebody else saves at the same moment is set all the same", async () => {
  await using stage = await openStage();
  const { ask, last, alerting } = stage;
  alerting.outrun(2);

  await ask("hub/snooze_minutes/set", "60");

  await vi.waitFor(() => expect(last("hub/snooze_minutes")).toBe("60"), PATIENT);
});

test("what is refused is said in the log, and answered with how it stands", async () => {
  await using stage = await openStage();
  const { ask, said, alerting, bench } = stage;
  await vi.waitFor(() => expect(said("hub/mode")).toEqual(["home"]), PATIENT);
  alerting.refuse("The disk is full.");

  await ask("hub/mode/set", "away");

  await vi.waitFor(() => expect(said("hub/mode")).toEqual(["home", "home"]), PATIENT);
  expect(bench.lines).toContainEqual({
    level: "warn",
    fields: { camera: undefined, command: "mode/set", reason: "The disk is full." },
    message: "command refused",
  });
});

test("vision models are switched off for the house and for one camera", async () => {
  await using stage = await openStage();
  const { ask, last, desk, house } = stage;

  await ask("hub/switch/analysis/set", "OFF");
  await ask("000002/switch/analysis/set", "OFF");

  await vi.waitFor(() => expect(last("000002/switch/analysis")).toBe("OFF"), PATIENT);
  await vi.waitFor(() => expect(last("hub/switch/analysis")).toBe("OFF"), PATIENT);
  expect(last("000001/switch/analysis")).toBe("ON");
  expect(desk.analysis.isOn()).toBe(false);
  expect(house.switched).toEqual([{ camera: "yard", name: "analysis", on: false }]);
});

test("what the owner says of the household is kept, and is in no log", async () => {
  await using stage = await openStage();
  const { ask, last, bench } = stage;
  const about = () => JSON.parse(last("hub/household") ?? "{}") as { text: string; notes: object[] };

  await ask("hub/household/set", `We have a dog. "{{ x }}" 🐕`);
  await vi.waitFor(() => expect(about().text).toBe(`We have a dog. "{{ x }}" 🐕`), PATIENT);
  await ask("hub/note/set", "Painter here");
  await vi.waitFor(() => expect(about().notes).toHaveLength(2), PATIENT);

  expect(about().notes[1]).toEqual({
    text: "Painter here",
    until: expect.stringMatching(/^20.*Z$/) as string,
  });
  await ask("hub/household/set", "");
  await vi.waitFor(() => expect(about()).toMatchObject({ text: "", notes: [{}] }), PATIENT);
  expect(JSON.stringify(bench.lines)).not.toMatch(/Painter|dog/);
});

test("what is none of its words is no command", async () => {
  await using stage = await openStage();
  const { ask, last, alerting, household, bench } = stage;
  const before = JSON.stringify([alerting.settings(), alerting.mode()]);
  const nonsense = {
    "hub/mode/set": ["asleep", "Away", "", "home\n"],
    "hub/snooze/press": ["ON", "press"],
    "hub/snooze_minutes/set": ["4", "481", "30.5", "1e2", "", "NaN"],
    "hub/cooldown/set": ["60"],
    "000001/cooldown/set": ["-1", "3601", "None"],
    "000001/mode/set": ["away"],
    "000009/snooze/press": ["PRESS"],
    "hub/note/set": ["x".repeat(5000)],
    "hub/household/set/set": ["x"],
  };

  for (const [leaf, payloads] of Object.entries(nonsense)) {
    for (const payload of payloads) await ask(leaf, payload);
  }
  await ask("000002/switch/recording/set", "OFF");

  await vi.waitFor(() => expect(last("000002/switch/recording")).toBe("OFF"), PATIENT);
  expect(JSON.stringify([alerting.settings(), alerting.mode()])).toBe(before);
  expect(alerting.snoozes()).toEqual({ house: undefined, cameras: new Map() });
  expect(household.notes()).toEqual([]);
  expect(bench.lines.filter(({ level }) => level === "error")).toEqual([]);
  expect(bench.lines.filter(({ message }) => message === "command ignored")).toHaveLength(1);
});

function until(text: string | undefined): unknown {
  return (JSON.parse(text ?? "{}") as { until?: unknown }).until;
}

async function openStage() {
  const stack = new AsyncDisposableStack();
  const house = makeFakeHouse(["Front door", "Yard"]);
  const [alerting, desk, household] = [fakeAlerting(), fakeDesk(), fakeHousehold()];
  const mosquitto = stack.use(await openMosquitto());
  const witness = stack.use(await openWitness(mosquitto));
  const controls = { alerting, ai: desk, household };
  const bench = stack.use(await openHomeBench(mosquitto, house, { controls }));
  const { base } = bench;
  await vi.waitFor(() => expect(witness.last.get(`${base}/status`)).toBe("online"), PATIENT);
  return {
    house,
    alerting,
    desk,
    household,
    bench,
    last: (leaf: string) => witness.last.get(`${base}/${leaf}`),
    said: (leaf: string) =>
      witness.heard.filter(({ topic }) => topic === `${base}/${leaf}`).map(({ text }) => text),
    ask: (leaf: string, payload: string) => witness.say(`${base}/${leaf}`, payload),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
