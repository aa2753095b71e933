import { expect, test } from "vitest";
import { readOptions } from "#config/read-options.ts";
import { CameraSlug } from "#domain/ids.ts";
import { LiveRules } from "#domain/live-rules.ts";
import { makeRulesStore } from "#live/rules-store.ts";
import { rulesPartContract } from "#test/contracts/rules-part.ts";
import { makeManualClock } from "#test/fakes/clock.ts";
import { makeFakeHouse } from "#test/fakes/house.ts";
import { keptLog } from "#test/fakes/silent-log.ts";
import { fakeStore } from "#test/fakes/store.ts";
import { drawnRules } from "./drawn-rules.ts";

const cameras = [CameraSlug.parse("front_door"), CameraSlug.parse("yard")] as const;
const read = readOptions({
  cameras: ["Front door", "Yard"].map((name) => ({ name, url: "rtsp://127.0.0.1/1", objects: ["person"] })),
});

function openPart() {
  const { settings } = fakeStore();
  const store = makeRulesStore({ settings, clock: makeManualClock(), log: keptLog(), problem: () => {} });
  return drawnRules(read, makeFakeHouse(["Front door", "Yard"]), store);
}

rulesPartContract("what the API reads and saves", cameras, openPart);

test("who saves over newer rules is told which camera it is about, and what to do", async () => {
  const part = openPart();
  const old = LiveRules.parse({});
  await part.save(cameras[1], old);

  const late = Promise.resolve(part.save(cameras[1], old));

  await expect(late).rejects.toThrow(
    "The zones and lines of Yard were changed meanwhile, to version 1. Load them again and repeat your change.",
  );
});
