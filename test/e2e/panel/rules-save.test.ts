import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LiveRules } from "#domain/live-rules.ts";
import { chromiumPath } from "#test/servers/chromium.ts";
import { openPanelTest, type PanelTest } from "./panel-page.ts";
import { at, near, openRules, personAt, square } from "./rules-page.ts";

const PATIENCE = { timeout: 20_000 };
const phone = { width: 360, height: 740 };
const porch = { id: "porch", name: "Porch", polygon: square };

describe.skipIf(chromiumPath === undefined)("work in the editor that is not saved yet", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test("is asked about before the page is left, and kept by who stays", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    const { page } = hand;
    await hand.tap(at(0.7, 0.5));
    await hand.drag(at(0.7, 0.5), at(0.6, 0.5));

    await page.getByRole("link", { name: "Review" }).click();
    await page.getByText("What you drew is not saved yet.").waitFor();
    const address = new URL(page.url()).hash;
    await hand.press("Stay");
    await hand.save();
    await page.getByRole("link", { name: "Review" }).click();
    await page.getByText("No clips yet").waitFor();

    expect(address).toBe("#/cameras/front_door/rules");
    expect(near(hand.saved().zones[0]?.polygon)?.[0]).toEqual(at(0.4, 0.3));
  });

  test("is saved on the way out, or left behind", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    const { page } = hand;
    const removeOne = async (): Promise<void> => {
      await page.getByRole("button", { name: "Zone Porch" }).click();
      await hand.press("Delete this zone");
      await page.getByRole("link", { name: "Back to Front door" }).click();
    };

    await removeOne();
    await hand.press("Leave without it");
    await page.getByRole("link", { name: "Zones and lines" }).click();
    const kept = hand.saved().zones.length;
    await removeOne();
    await hand.press("Save and leave");
    await page.getByRole("heading", { name: "Latest" }).waitFor();

    expect(kept).toBe(1);
    expect(hand.saved().zones).toEqual([]);
  });

  test("is asked about where one is, also far down on a phone", async () => {
    const hand = await openRules(panel, { zones: [porch] }, phone);
    const { page } = hand;
    await page.getByRole("button", { name: "Zone Porch" }).click();
    await page.getByRole("switch", { name: /Loitering/ }).click();
    await page.getByRole("button", { name: "Delete this zone" }).scrollIntoViewIfNeeded();

    await page.getByRole("link", { name: "System" }).click();
    const stay = page.getByRole("button", { name: "Stay" });
    await stay.waitFor();

    const isSeen = async (): Promise<boolean> => {
      const { y = -1, height = 0 } = (await stay.boundingBox()) ?? {};
      return y >= 0 && y + height <= phone.height;
    };
    await expect.poll(isSeen, PATIENCE).toBe(true);
    await page.keyboard.press("Enter");
    await stay.waitFor({ state: "detached" });
  });

  test("does not overwrite what somebody else saved meanwhile", async () => {
    const hand = await openRules(panel, { version: 3, zones: [porch] });
    const { page } = hand;
    const theirs = { version: 4, zones: [{ ...porch, name: "Terrace" }] };
    panel.fixture.rules.put(panel.fixture.cameras.front.slug, LiveRules.parse(theirs));
    await page.getByRole("button", { name: "Zone Porch" }).click();
    await page.getByLabel("Name").fill("Veranda");

    await hand.press("Save");
    await page.getByText("The zones and lines were changed meanwhile, to version 4.").waitFor();
    const drawn = await page.getByLabel("Name").inputValue();
    await hand.press("Load them");
    await page.getByRole("button", { name: "Zone Terrace" }).waitFor();

    expect(drawn).toBe("Veranda");
    expect(hand.saved()).toMatchObject(theirs);
    expect(panel.takeFaults().filter((fault) => !fault.includes("409"))).toEqual([]);
  });

  test("a finger on a phone finds a corner that it does not quite hit", async () => {
    const hand = await openRules(panel, { zones: [porch] }, phone);
    const { page } = hand;
    await page.getByRole("button", { name: "Zone Porch" }).click();
    const corner = await hand.px(at(0.5, 0.3));
    const to = await hand.px(at(0.4, 0.2));
    const finger = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", x = 0, y = 0) =>
      finger.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });

    await touch("touchStart", corner.x - 18, corner.y - 6);
    // As slowly as a finger goes: a browser that takes it for scrolling says so after the first steps.
    for (let step = 1; step <= 20; step++) {
      const share = step / 20;
      await touch("touchMove", corner.x + (to.x - corner.x) * share, corner.y + (to.y - corner.y) * share);
      await page.evaluate("new Promise((done) => requestAnimationFrame(done))");
    }
    await touch("touchEnd");
    await hand.save();

    expect(near(hand.saved().zones[0]?.polygon, 1)?.[0]).toEqual(at(0.4, 0.2));
  });

  test.each([phone, { width: 820, height: 1180 }, { width: 1440, height: 900 }])(
    "everything can be hit, and nothing is wider than the page of $width px",
    async (view) => {
      const { keeper, cameras } = panel.fixture;
      keeper.live(cameras.front.slug, personAt(0.95, 0.8, ["porch"]));
      const long = {
        ...porch,
        id: "long",
        name: "A place with a very long name that goes on and on",
        polygon: square,
      };
      const hand = await openRules(panel, { zones: [porch, long] }, view);
      const { page } = hand;
      await page.getByRole("button", { name: "Zone Porch" }).click();
      await hand.tap(at(0.7, 0.5));
      await hand.drag(at(0.7, 0.5), at(0.6, 0.5));
      await page.getByText("Not saved yet.").waitFor();

      const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      const boxes = await Promise.all(
        (await page.locator("porchlight-rules").getByRole("button").all()).map(async (button) => ({
          name: await button.innerText(),
          box: await button.boundingBox(),
        })),
      );

      expect(wide).toBeLessThanOrEqual(0);
      expect(boxes.length).toBeGreaterThan(15);
      expect(boxes.filter(({ box }) => (box?.width ?? 0) < 44 || (box?.height ?? 0) < 44)).toEqual([]);
    },
  );

  test("a camera that there is not is said, and one that nobody can read is tried again", async () => {
    const page = await panel.visit("#/cameras/attic/rules");
    await page.getByText("No such camera").waitFor();
    await page.route("**/rules", (route) => route.fulfill({ status: 502 }));

    await page.evaluate('location.hash = "#/cameras/garage/rules"');
    await page.getByText("Porchlight is not running").waitFor();
    await page.unroute("**/rules");
    await page.getByRole("button", { name: "Try again" }).click();

    await page.getByText("Nothing is drawn yet.").waitFor(PATIENCE);
    expect(panel.takeFaults().filter((fault) => !/50[0-9]|404/.test(fault))).toEqual([]);
  });
});
