import { expect, test } from "vitest";
import { systemClock } from "#platform/clock.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { startHomeAssistant } from "#test/servers/home-assistant.ts";
import { connectHomeAssistant } from "./home-assistant.ts";

const context = { log: keptLog(), clock: systemClock, problem: () => undefined };
const never = new AbortController().signal;

test("what is asked of Home Assistant is in English and by this machine's clock, whatever the house's are", async () => {
  await using server = await startHomeAssistant();
  server.answer("get_config", () => ({
    result: { version: "2026.9.4", language: "nl", time_zone: "Asia/Tokyo", latitude: 52, longitude: 5 },
  }));
  server.answer("ai_task/preferences/get", () => ({ result: { gen_data_entity_id: "ai_task.mine" } }));

  await using link = await connectHomeAssistant(server, context, never);

  expect(link.connected).toBe(true);
  expect(link.info()).toMatchObject({ language: "en", latitude: 52 });
  expect(link.info()?.timeZone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(await link.command({ type: "ai_task/preferences/get" }, never)).toEqual({
    gen_data_entity_id: "ai_task.mine",
  });
});

test("who is stopped meanwhile waits for nobody", async () => {
  await using server = await startHomeAssistant();
  const asking = connectHomeAssistant(server, context, AbortSignal.abort());

  await expect(asking).rejects.toThrow("Home Assistant was not reached");
});
