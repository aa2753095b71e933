import { expect, test, vi } from "vitest";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { openHomeBench, openWitness, PATIENT } from "#test/home-bench.ts";
import { openMosquitto } from "#test/servers/mosquitto.ts";

test("a switch is set and its new state echoed", async () => {
  await using stage = await openStage();
  const { house, witness, base } = stage;

  await witness.say(`${base}/000001/switch/recording/set`, "OFF");

  await vi.waitFor(() => expect(witness.last.get(`${base}/000001/switch/recording`)).toBe("OFF"), PATIENT);
  expect(house.switched).toEqual([{ camera: "front_door", name: "recording", on: false }]);
  expect(witness.last.get(`${base}/000002/switch/recording`)).toBe("ON");
});

test("a command that changes nothing, or is refused, is answered with the state as it is", async () => {
  await using stage = await openStage();
  const { house, base, echoes } = stage;

  await stage.witness.say(`${base}/000001/switch/detection/set`, "ON");
  await vi.waitFor(() => expect(echoes("detection")).toEqual(["ON", "ON"]), PATIENT);
  house.refuseSwitches("The disk is full.");
  await stage.witness.say(`${base}/000001/switch/detection/set`, "OFF");

  await vi.waitFor(() => expect(echoes("detection")).toEqual(["ON", "ON", "ON"]), PATIENT);
  expect(stage.bench.lines).toContainEqual({
    level: "warn",
    fields: { camera: "front_door", command: "switch/detection/set", reason: "The disk is full." },
    message: "command refused",
  });
});

test("what is no command of ours is ignored, with one line in the log", async () => {
  await using stage = await openStage();
  const { house, witness, base, bench } = stage;
  const nonsense: (string | Uint8Array)[] = [
    "",
    "on",
    "TOGGLE",
    "{}",
    "ON\n",
    new Uint8Array([0xff, 0xfe]),
    "x".repeat(200_000),
  ];

  for (const payload of nonsense) await witness.say(`${base}/000001/switch/recording/set`, payload);
  await witness.say(`${base}/000001/switch/selfdestruct/set`, "ON");
  await witness.say(`${base}/ffffff/switch/recording/set`, "OFF");
  await witness.say(`${base}/hub/switch/recording/set`, "OFF");
  await witness.say(`${base}/000002/switch/recording/set`, "OFF");

  await vi.waitFor(() => expect(witness.last.get(`${base}/000002/switch/recording`)).toBe("OFF"), PATIENT);
  expect(house.switched).toEqual([{ camera: "yard", name: "recording", on: false }]);
  expect(bench.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
});

test("a retained command that waits for us is not obeyed", async () => {
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const house = makeFakeHouse(["Front door"]);
  const first = await openHomeBench(mosquitto, house);
  await vi.waitFor(() => expect(witness.last.get(`${first.base}/status`)).toBe("online"), PATIENT);
  await first[Symbol.asyncDispose]();

  await witness.say(`${first.base}/000001/switch/recording/set`, "OFF", true);
  await using again = await openHomeBench(mosquitto, house, { settings: first.settings });
  await vi.waitFor(() => expect(witness.last.get(`${first.base}/status`)).toBe("online"), PATIENT);
  await vi.waitFor(
    () => expect(again.lines.map(({ message }) => message)).toContain("command ignored"),
    PATIENT,
  );

  expect(house.switched).toEqual([]);
});

test("the button for the alert test is obeyed, and nothing but a press", async () => {
  let pressed = 0;
  await using mosquitto = await openMosquitto();
  await using witness = await openWitness(mosquitto);
  const settings = fakeStore().settings;
  const house = makeFakeHouse([]);
  const testAlerts = () => void (pressed += 1);
  const first = await openHomeBench(mosquitto, house, { settings });
  await witness.say(`${first.base}/hub/alert_test/press`, "PRESS", true);
  await first[Symbol.asyncDispose]();

  await using bench = await openHomeBench(mosquitto, house, { settings, testAlerts });
  await vi.waitFor(() => expect(witness.last.get(`${bench.base}/status`)).toBe("online"), PATIENT);
  await witness.say(`${bench.base}/hub/alert_test/press`, "PRESSED");
  await witness.say(`${bench.base}/hub/alert_test/press`, "PRESS");

  await vi.waitFor(() => expect(pressed).toBe(1), PATIENT);
  await vi.waitFor(
    () => expect(bench.lines.map(({ message }) => message)).toContain("command ignored"),
    PATIENT,
  );
  expect(pressed).toBe(1);
});

test("nonsense on Home Assistant's own topics does no harm", async () => {
  await using stage = await openStage();
  const { witness, bench, base } = stage;

  await witness.say("homeassistant/status", "x".repeat(100_000));
  await witness.say("homeassistant/status", new Uint8Array([0, 1, 2]));
  await witness.say(bench.config("000001"), "not json");
  await witness.say(bench.config("nobody"), "", true);
  await witness.say(`${base}/000001/switch/notifications/set`, "OFF");

  await vi.waitFor(
    () => expect(witness.last.get(`${base}/000001/switch/notifications`)).toBe("OFF"),
    PATIENT,
  );
  expect(bench.home.hidden()).toEqual({ hub: false, cameras: [] });
});

async function openStage() {
  const stack = new AsyncDisposableStack();
  const house = makeFakeHouse(["Front door", "Yard"]);
  const mosquitto = stack.use(await openMosquitto());
  const witness = stack.use(await openWitness(mosquitto));
  const bench = stack.use(await openHomeBench(mosquitto, house));
  const { base } = bench;
  await vi.waitFor(() => expect(witness.last.get(`${base}/status`)).toBe("online"), PATIENT);
  const echoes = (name: string) =>
    witness.heard.filter(({ topic }) => topic === `${base}/000001/switch/${name}`).map(({ text }) => text);
  return { house, witness, bench, base, echoes, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
