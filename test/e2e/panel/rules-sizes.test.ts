import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { openPanelTest, type PanelTest } from "./panel-page.ts";
import { at, openRules, personAt, square } from "./rules-page.ts";

const PATIENCE = { timeout: 20_000 };
const porch = { id: "porch", name: "Porch", polygon: square };
const ALL = "Everything in the picture";

describe.skipIf(chromiumPath === undefined)("limits of size in the editor", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  const openAll = async (rules: object = {}, view = {}) => {
    const hand = await openRules(panel, rules, view);
    await hand.press(ALL);
    return hand;
  };

  test("what holds for the whole camera is typed, and kept", async () => {
    const { page, save, saved } = await openAll();

    await page.getByText("Size and form").click();
    await page.getByLabel(/Smallest/).fill("0.4");
    await page.getByLabel(/Largest/).fill("35");
    await page.getByLabel(/Narrowest/).fill("0.2");
    await page.getByLabel(/Widest/).fill("3");
    await page.getByRole("button", { name: "vehicle", exact: true }).click();
    await page.getByText("Alert on leaving: vehicle").waitFor();
    await page.getByText("A live alert also comes when vehicle leaves that stood still.").waitFor();
    await save();

    expect(saved()).toMatchObject({
      size: { min_area: 0.004, max_area: 0.35, min_ratio: 0.2, max_ratio: 3 },
      alerts_on_left: ["vehicle"],
    });
    for (const name of [/Largest/, /Smallest/, /Narrowest/, /Widest/]) {
      await page.getByLabel(name).fill("");
      await page.getByLabel(name).press("Enter");
    }
    await page.getByRole("button", { name: "vehicle", exact: true }).click();
    await save();
    expect(saved()).toMatchObject({ size: {}, alerts_on_left: [] });
    expect(Object.keys(saved().size)).toEqual([]);
  });

  test("the smallest and the largest are boxes on the picture, dragged and moved by keys", async () => {
    const hand = await openAll({ size: { max_area: 0.3 } });
    const { page } = hand;
    const boxOf = async (which: string) => {
      const { width = 0, height = 0 } = (await page.locator(`.size.${which}`).boundingBox()) ?? {};
      return { width, height };
    };

    await hand.press("Smallest on the picture");
    const corner = page.getByRole("button", { name: "How large the smallest is" });
    await corner.press("Shift+ArrowUp");
    await page.getByText("smallest 0.75 %").waitFor();
    const [smallest, largest, stage] = [
      await boxOf("smallest"),
      await boxOf("largest"),
      (await page.locator(".stage").boundingBox()) ?? { width: 1, height: 1 },
    ];
    await hand.drag(
      at(0.5 + smallest.width / stage.width / 2, 1 - smallest.height / stage.height),
      at(0.6, 0.6),
    );
    await hand.press("Done");
    await hand.save();

    const share = ({ width, height }: typeof smallest) => (width * height) / (stage.width * stage.height);
    expect(share(smallest)).toBeCloseTo(0.0075, 3);
    expect(share(largest)).toBeCloseTo(0.3, 2);
    expect(hand.saved().size.min_area).toBeGreaterThan(0.03);
    expect(hand.saved().size.min_area).toBeLessThan(0.1);
    expect(hand.saved().size.max_area).toBe(0.3);
    expect(await page.locator(".size").count()).toBe(0);
  });

  test("a limit is taken from who is in front of the camera now", async () => {
    const { keeper, cameras } = panel.fixture;
    keeper.live(cameras.front.slug, personAt(0.7, 0.7, ["porch"]));
    const { page, press, save, saved } = await openRules(panel, { zones: [porch] });
    await press("Zone Porch");

    await page.getByText("Size and form").click();
    await page.getByText("Seen now: person, 3 % of the picture, 0.59 times as wide as high").waitFor();
    await press("Nothing smaller");
    await page.getByText("smallest 2.4 %").waitFor();
    await press("Nothing larger");
    await save();

    expect(saved().zones[0]).toMatchObject({ min_area: 0.024, max_area: 0.0375 });
    expect(saved().size).toEqual({});
  });

  test("the least height of everything is dragged on the picture as that of a zone is", async () => {
    const heights = { far: { row: 0.4, height: 0.2 }, near: { row: 0.8, height: 0.4 } };
    const hand = await openAll({ size: { min_height: heights } });

    await hand.press("Change on the picture");
    await hand.drag(at(0.35, 0.2), at(0.35, 0.1));
    await hand.press("Done");
    await hand.save();

    const { far, near } = hand.saved().size.min_height ?? heights;
    expect(far.height).toBeCloseTo(0.3, 2);
    expect(near).toEqual(heights.near);
  });

  test("a smallest above the largest is told where it was typed, and not saved", async () => {
    const { page, press, saved } = await openAll({ size: { max_area: 0.1 } });

    await page.getByLabel(/Smallest/).fill("20");
    await page.getByLabel(/Smallest/).press("Enter");
    await page.getByRole("alert").filter({ hasText: "smallest area or ratio above the largest" }).waitFor();
    await press("Save");
    await page.getByRole("img", { name: "Something is wrong with it" }).waitFor();

    expect(saved().version).toBe(0);
    await press("Undo");
    await expect.poll(() => page.getByText("Not saved yet.").count(), PATIENCE).toBe(0);
  });

  test("a camera that has sent no picture says which form is assumed", async () => {
    const page = await panel.visit("#/cameras/huhnerhof/rules");

    await page.getByRole("toolbar", { name: "Draw" }).waitFor();
    const said = await page.getByText("it is taken to be 16:9").count();

    expect(said).toBe(1);
    expect(panel.takeFaults().filter((fault) => !fault.includes("503"))).toEqual([]);
  });

  test.each([
    { width: 360, height: 740 },
    { width: 1280, height: 900 },
  ])("everything can be hit, and nothing is wider than the page of $width px", async (view) => {
    const { keeper, cameras } = panel.fixture;
    keeper.live(cameras.front.slug, personAt(0.3, 0.8));
    const size = { min_area: 0.01, max_area: 0.3, min_ratio: 0.2, max_ratio: 3 };
    const { page, press } = await openAll({ zones: [porch], size }, view);
    await press("Smallest on the picture");
    await page.getByText("Seen now: person").waitFor();

    const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    const boxes = await Promise.all(
      (await page.locator("porchlight-rules-camera").locator("button, input, summary").all()).map(
        async (one) => (await one.boundingBox()) ?? { width: 0, height: 0 },
      ),
    );

    expect(wide).toBeLessThanOrEqual(0);
    expect(boxes.length).toBeGreaterThan(12);
    expect(boxes.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
  });
});
