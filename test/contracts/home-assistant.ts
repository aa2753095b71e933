import { describe, expect, test, vi } from "vitest";
import type { EntityState, HomeAssistant } from "#ports/home-assistant.ts";

const PATIENT = { timeout: 30_000, interval: 10 };
const running = new AbortController().signal;

/** Home Assistant and the hand that changes things in it. Connected, or soon. */
export interface HomeAssistantBench extends AsyncDisposable {
  readonly homeAssistant: HomeAssistant;
  setState(entityId: string, state: string | undefined, attributes?: EntityState["attributes"]): void;
  setTemplate(template: string, result: { value: unknown } | { error: string }): void;
  fire(type: string, data: Readonly<Record<string, unknown>>): void;
  answer(domain: string, action: string, response: unknown): void;
  answerCommand(type: string, result: unknown): void;
  /** It refuses this one as something that it does not have. */
  refuse(domain: string, action: string, words: string): void;
  /** It takes this one and never answers. */
  ignore(domain: string, action: string): void;
  /** The actions that it was asked for. */
  asked(): readonly { readonly domain: string; readonly action: string; readonly data: unknown }[];
  interrupt(): Promise<void>;
  resume(): Promise<void>;
}

/** What every `HomeAssistant` promises. */
export function homeAssistantContract(name: string, open: () => Promise<HomeAssistantBench>): void {
  describe(`${name} keeps the HomeAssistant contract`, () => {
    test("it says what it is connected to", async () => {
      await using bench = await openConnected(open);

      expect(bench.homeAssistant.info()).toMatchObject({
        version: "2026.9.4",
        timeZone: "Europe/Amsterdam",
        latitude: 52.37,
      });
    });

    test("an action is performed with its data, and answers only where that is wanted", async () => {
      await using bench = await openConnected(open);
      bench.answer("ai_task", "generate_data", { data: { title: "A cat" } });
      const action = { domain: "ai_task", action: "generate_data", data: { task_name: "clip" } };

      const answered = await bench.homeAssistant.call({ ...action, wantsResponse: true }, running);
      const silent = await bench.homeAssistant.call(action, running);

      expect(answered).toEqual({ data: { title: "A cat" } });
      expect(silent).toBeUndefined();
      expect(bench.asked()).toMatchObject([action, action]);
    });

    test("what it refuses is rejected in its own words", async () => {
      await using bench = await openConnected(open);
      bench.refuse("notify", "nobody", "Service notify.nobody not found.");

      const call = bench.homeAssistant.call({ domain: "notify", action: "nobody", data: {} }, running);

      await expect(call).rejects.toMatchObject({
        name: "Failure",
        kind: "rejected",
        message: "Service notify.nobody not found.",
      });
    });

    test("any other command resolves to its result, and one that nobody knows is rejected", async () => {
      await using bench = await openConnected(open);
      bench.answerCommand("config/entity_registry/list", [{ entity_id: "light.porch" }]);

      const listed = await bench.homeAssistant.command({ type: "config/entity_registry/list" }, running);
      const unknown = bench.homeAssistant.command({ type: "brew/coffee" }, running);

      expect(listed).toEqual([{ entity_id: "light.porch" }]);
      await expect(unknown).rejects.toMatchObject({ kind: "rejected", message: "Unknown command." });
    });

    test("a wait ends with its signal, also if that has aborted before", async () => {
      await using bench = await openConnected(open);
      bench.ignore("script", "slow");
      const slow = { domain: "script", action: "slow", data: {} };
      const stop = new AbortController();

      const waiting = bench.homeAssistant.call(slow, stop.signal);
      const refused = bench.homeAssistant.call(slow, AbortSignal.abort());
      stop.abort();

      await expect(waiting).rejects.toThrow("aborted");
      await expect(refused).rejects.toThrow("aborted");
    });

    test("while there is no connection calls fail at once as unavailable", async () => {
      await using bench = await openConnected(open);
      await cut(bench);

      const call = bench.homeAssistant.call({ domain: "notify", action: "all", data: {} }, running);
      const command = bench.homeAssistant.command({ type: "get_states" }, running);

      await expect(call).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
      await expect(command).rejects.toMatchObject({ name: "Failure", kind: "unavailable" });
    });

    test("a watcher of a domain gets what there is, each change, each arrival and each departure", async () => {
      await using bench = await openConnected(open);
      bench.setState("person.bo", "home", { source: "phone" });
      bench.setState("light.porch", "on");
      const seen = watch(bench.homeAssistant, "person.*");
      await vi.waitFor(() => expect(seen.at(-1)).toEqual(["person.bo home"]), PATIENT);

      bench.setState("person.anna", "not_home");
      bench.setState("person.bo", "away", { source: "phone" });
      await vi.waitFor(
        () => expect(seen.at(-1)).toEqual(["person.anna not_home", "person.bo away"]),
        PATIENT,
      );
      bench.setState("person.anna", undefined);

      await vi.waitFor(() => expect(seen.at(-1)).toEqual(["person.bo away"]), PATIENT);
      expect(seen.flat().some((entry) => entry.startsWith("light"))).toBe(false);
    });

    test("attributes come, change and go", async () => {
      await using bench = await openConnected(open);
      bench.setState("sun.sun", "up", { elevation: 20, rising: true });
      const seen: EntityState[] = [];
      bench.homeAssistant.watch("sun.sun", (states) => seen.push(...states));
      await vi.waitFor(() => expect(seen.at(-1)?.attributes["elevation"]).toBe(20), PATIENT);

      bench.setState("sun.sun", "up", { elevation: 30 });

      await vi.waitFor(() => expect(seen.at(-1)?.attributes).toEqual({ elevation: 30 }), PATIENT);
    });

    test("a second watcher is told at once, and one that has left hears nothing more", async () => {
      await using bench = await openConnected(open);
      bench.setState("person.bo", "home");
      const first: string[][] = [];
      const leaving = bench.homeAssistant.watch("person.*", (states) => first.push(namesOf(states)));
      await vi.waitFor(() => expect(first).toEqual([["person.bo home"]]), PATIENT);

      const second = watch(bench.homeAssistant, "person.*");
      expect(second).toEqual([["person.bo home"]]);
      leaving[Symbol.dispose]();
      leaving[Symbol.dispose]();
      bench.setState("person.bo", "away");

      await vi.waitFor(() => expect(second.at(-1)).toEqual(["person.bo away"]), PATIENT);
      expect(first).toHaveLength(1);
    });

    test("after an interruption watchers see what is there now", async () => {
      await using bench = await openConnected(open);
      bench.setState("person.bo", "home");
      bench.setState("person.gone", "home");
      const seen = watch(bench.homeAssistant, "person.*");
      await vi.waitFor(() => expect(seen.at(-1)).toHaveLength(2), PATIENT);

      await cut(bench);
      bench.setState("person.gone", undefined);
      bench.setState("person.bo", "away");
      await bench.resume();

      await vi.waitFor(() => expect(seen.at(-1)).toEqual(["person.bo away"]), PATIENT);
    });

    test("events of one type reach whoever asked for it, over interruptions", async () => {
      await using bench = await openConnected(open);
      const heard: unknown[] = [];
      bench.homeAssistant.onEvent("mobile_app_notification_action", (data) => heard.push(data));
      await vi.waitFor(() => {
        bench.fire("mobile_app_notification_action", { action: "SNOOZE" });
        expect(heard).toContainEqual({ action: "SNOOZE" });
      }, PATIENT);

      await cut(bench);
      await bench.resume();
      await vi.waitFor(() => {
        bench.fire("call_service", { action: "NEVER" });
        bench.fire("mobile_app_notification_action", { action: "AGAIN" });
        expect(heard).toContainEqual({ action: "AGAIN" });
      }, PATIENT);

      expect(heard).not.toContainEqual({ action: "NEVER" });
    });

    test("a template gives its value, each new one, and its error", async () => {
      await using bench = await openConnected(open);
      bench.setTemplate("{{ away }}", { value: false });
      const results: unknown[] = [];
      bench.homeAssistant.watchTemplate("{{ away }}", (result) => results.push(result));
      await vi.waitFor(() => expect(results.at(-1)).toEqual({ value: false }), PATIENT);

      bench.setTemplate("{{ away }}", { value: true });
      await vi.waitFor(() => expect(results.at(-1)).toEqual({ value: true }), PATIENT);
      bench.setTemplate("{{ away }}", { error: "UndefinedError: 'away' is undefined" });

      await vi.waitFor(
        () => expect(results.at(-1)).toEqual({ error: "UndefinedError: 'away' is undefined" }),
        PATIENT,
      );
    });

    test("each connection is told, and at once if there is one", async () => {
      await using bench = await openConnected(open);
      let connections = 0;
      const leaving = bench.homeAssistant.onConnected(() => {
        connections += 1;
      });
      expect(connections).toBe(1);

      await cut(bench);
      await bench.resume();
      await vi.waitFor(() => expect(connections).toBe(2), PATIENT);

      leaving[Symbol.dispose]();
    });
  });
}

async function openConnected(open: () => Promise<HomeAssistantBench>): Promise<HomeAssistantBench> {
  const bench = await open();
  await vi.waitFor(() => expect(bench.homeAssistant.connected).toBe(true), PATIENT);
  return bench;
}

async function cut(bench: HomeAssistantBench): Promise<void> {
  await bench.interrupt();
  await vi.waitFor(() => expect(bench.homeAssistant.connected).toBe(false), PATIENT);
}

function watch(homeAssistant: HomeAssistant, pattern: string): string[][] {
  const seen: string[][] = [];
  homeAssistant.watch(pattern, (states) => seen.push(namesOf(states)));
  return seen;
}

function namesOf(states: readonly EntityState[]): string[] {
  return states.map(({ entityId, state }) => `${entityId} ${state}`);
}
