import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { Failure } from "#domain/failure.ts";
import { makeFakeHomeAssistant } from "#test/fakes/home-assistant.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { makeTempDir } from "#test/temp-dir.ts";
import { blueprintNames, offerBlueprints } from "./blueprints.ts";

const SHIPPED = join(import.meta.dirname, "../../addon/blueprints/automation/porchlight");

async function openBench() {
  const dir = await makeTempDir();
  await cp(SHIPPED, dir.path, { recursive: true });
  const homeAssistant = makeFakeHomeAssistant({ connected: false });
  const there = new Map<string, unknown>();
  const { settings } = fakeStore();
  const log = keptLog();
  homeAssistant.answerCommand("blueprint/list", () => Object.fromEntries(there));
  homeAssistant.answerCommand("blueprint/save", (wish: object) => {
    const { path, yaml } = wish as { path: string; yaml: string };
    there.set(path, yaml);
    return { overrides_existing: false };
  });
  const stop = new AbortController();
  let offering = offerBlueprints({ homeAssistant, settings, log, folder: dir.path }, stop.signal);
  return {
    homeAssistant,
    there,
    log,
    remembered: async () => Object.keys((await settings.read("home_assistant.blueprints")) ?? {}),
    saves: () => homeAssistant.commands.filter(({ type }) => type === "blueprint/save").length,
    change: (name: string) => writeFile(join(dir.path, `${name}.yaml`), "blueprint: newer"),
    /** As after a start of ours, with what was remembered. */
    restart() {
      offering[Symbol.dispose]();
      homeAssistant.disconnect();
      offering = offerBlueprints({ homeAssistant, settings, log, folder: dir.path }, stop.signal);
      homeAssistant.connect();
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      offering[Symbol.dispose]();
      await dir[Symbol.asyncDispose]();
    },
  };
}

const paths = blueprintNames.map((name) => `porchlight/${name}.yaml`);

test("each blueprint is saved once, and a deleted one stays deleted", async () => {
  await using bench = await openBench();
  bench.homeAssistant.connect();
  await vi.waitFor(async () => expect(await bench.remembered()).toEqual([...blueprintNames]));
  expect([...bench.there.keys()]).toEqual(paths);

  bench.there.delete("porchlight/arm.yaml");
  await bench.change("notify");
  await bench.change("arm");
  bench.restart();

  await vi.waitFor(() => expect(bench.there.get("porchlight/notify.yaml")).toBe("blueprint: newer"));
  await bench.change("snooze");
  bench.restart();
  await vi.waitFor(() => expect(bench.there.get("porchlight/snooze.yaml")).toBe("blueprint: newer"));
  expect(bench.there.has("porchlight/arm.yaml")).toBe(false);
  expect(bench.saves()).toBe(5);
});

test("what Home Assistant does not take is tried again with the next connection", async () => {
  await using bench = await openBench();
  bench.homeAssistant.answerCommand("blueprint/list", new Failure("rejected", "Unknown domain."));
  bench.homeAssistant.connect();
  await vi.waitFor(() => expect(bench.log.lines).toEqual(["info blueprints not offered"]));

  bench.homeAssistant.answerCommand("blueprint/list", {});
  bench.restart();

  await vi.waitFor(() => expect([...bench.there.keys()]).toEqual(paths));
});
