import { describe, expect, test } from "vitest";
import type { RulesPart } from "#api/rules-wire.ts";
import type { CameraSlug } from "#domain/ids.ts";
import { LiveRules } from "#domain/live-rules.ts";

const corners = [
  { x: 0.2, y: 0.2 },
  { x: 0.6, y: 0.2 },
  { x: 0.6, y: 0.8 },
];
const drawn = (version: number, name: string): LiveRules =>
  LiveRules.parse({ version, zones: [{ id: "place", name, polygon: corners }] });

/** What every `RulesPart` promises. It knows both cameras, which look for people; nothing was drawn yet. */
export function rulesPartContract(
  name: string,
  [camera, other]: readonly [CameraSlug, CameraSlug],
  open: () => RulesPart,
): void {
  describe(`${name} keeps the RulesPart contract`, () => {
    test("what is saved is in force under a higher version, for that camera alone", async () => {
      const part = open();

      const before = await part.read(camera);
      const saved = await part.save(camera, drawn(before.version, "Porch"));

      expect(saved).toMatchObject({ zones: [{ name: "Porch" }] });
      expect(saved.version).toBeGreaterThan(before.version);
      expect(await part.read(camera)).toEqual(saved);
      expect((await part.read(other)).zones).toEqual([]);
    });

    test("rules that were made from others than those in force are refused, and change nothing", async () => {
      const part = open();
      const { version } = await part.read(camera);
      const theirs = await part.save(camera, drawn(version, "Porch"));

      const mine = Promise.resolve(part.save(camera, drawn(version, "Drive")));

      await expect(mine).rejects.toMatchObject({
        kind: "rejected",
        message: expect.stringMatching(`changed meanwhile, to version ${theirs.version}\\.`),
      });
      expect(await part.read(camera)).toEqual(theirs);
    });

    test("of two who save at once one is refused", async () => {
      const part = open();
      const { version } = await part.read(camera);

      const both = await Promise.allSettled(
        ["Porch", "Drive"].map(async (place) => await part.save(camera, drawn(version, place))),
      );

      expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
      expect((await part.read(camera)).zones).toMatchObject([{ name: "Porch" }]);
    });

    test("the plan is that of the rules that are asked about", async () => {
      const part = open();
      const { version } = await part.read(camera);

      const plan = part.plan(camera, drawn(version, "Porch"));

      expect(plan.can).toContain("Zone Porch: everything that enters or leaves.");
      expect((await part.read(camera)).zones).toEqual([]);
    });
  });
}
