import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { openPanelTest, type PanelTest } from "./panel-page.ts";
import { at, near, openRules, personAt, square } from "./rules-page.ts";

const PATIENCE = { timeout: 20_000 };
const porch = { id: "porch", name: "Porch", polygon: square };
const gate = { id: "gate", name: "Gate", a: at(0.1, 0.6), b: at(0.4, 0.6) };

describe.skipIf(chromiumPath === undefined)("the editor of zones, lines and masks", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test("a zone is drawn corner by corner, closed at its first, named, and saved", async () => {
    const hand = await openRules(panel);

    await hand.press("Add a zone");
    await hand.tap(...square, at(0.505, 0.31));
    await hand.page.getByLabel("Name").fill("Front porch");
    await hand.page.getByText("Zone Front porch: everything that enters or leaves.").waitFor();
    await hand.save();

    const [zone] = hand.saved().zones;
    expect(zone).toMatchObject({ id: "front_porch", name: "Front porch", alerts: true, inertia: 3 });
    expect(near(zone?.polygon)).toEqual(square);
    expect(hand.saved().version).toBe(1);
  });

  test("corners are dragged, put between others and taken away, and each step can be taken back", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    await hand.tap(at(0.7, 0.5));

    await hand.drag(at(0.5, 0.3), at(0.4, 0.2));
    await hand.drag(at(0.9, 0.55), at(0.95, 0.5));
    await hand.page.getByRole("button", { name: "Corner 5 of 5 of Porch" }).press("Delete");
    await hand.save();
    const drawn = near(hand.saved().zones[0]?.polygon);
    await hand.drag(at(0.9, 0.8), at(0.8, 0.7));
    await hand.press("Undo");
    await hand.press("Redo");
    await hand.page.keyboard.press("Control+z");
    await expect.poll(() => hand.page.getByText("Not saved yet.").count(), PATIENCE).toBe(0);

    expect(drawn).toEqual([at(0.4, 0.2), at(0.9, 0.3), at(0.95, 0.5), at(0.9, 0.8)]);
  });

  test("a picture that is pushed down while somebody drags does not take the corner along", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    const { mouse } = hand.page;
    await hand.tap(at(0.7, 0.5));
    const [from, to] = [await hand.px(at(0.5, 0.3)), await hand.px(at(0.4, 0.2))];

    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x - 5, from.y - 5);
    await hand.page.evaluate('document.body.style.paddingTop = "60px"');
    await mouse.move(to.x, to.y);
    await mouse.up();
    await hand.save();

    expect(near(hand.saved().zones[0]?.polygon)?.[0]).toEqual(at(0.4, 0.2));
  });

  test("a whole place is moved by its inside, and stays in the picture", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    await hand.tap(at(0.7, 0.5));

    await hand.drag(at(0.7, 0.5), at(0.6, 0.4));
    await hand.drag(at(0.6, 0.4), at(0.99, 0.4));
    await hand.save();

    expect(near(hand.saved().zones[0]?.polygon)).toEqual([
      at(0.6, 0.2),
      at(1, 0.2),
      at(1, 0.7),
      at(0.6, 0.7),
    ]);
  });

  test("a line is drawn with two taps, says which side is in, and is turned round", async () => {
    const hand = await openRules(panel);

    await hand.press("Add a line");
    await hand.tap(at(0.1, 0.6), at(0.4, 0.6));
    await hand.page.getByRole("button", { name: "Start of Line 1" }).waitFor();
    const [inwards, outwards] = await Promise.all(
      ["in", "out"].map((word) => hand.page.locator(".over .side", { hasText: word }).boundingBox()),
    );
    await hand.press("Turn round");
    await hand.save();

    expect((inwards?.y ?? 0) > (outwards?.y ?? 0)).toBe(true);
    const [line] = hand.saved().lines;
    expect(near([line?.a ?? at(0, 0), line?.b ?? at(0, 0)])).toEqual([at(0.4, 0.6), at(0.1, 0.6)]);
  });

  test("keys alone draw a place, move a corner, add one and save", async () => {
    const hand = await openRules(panel);
    const { keyboard } = hand.page;

    await hand.page.getByRole("button", { name: "Add a mask" }).focus();
    await keyboard.press("Enter");
    for (const key of ["Space", "Shift+ArrowRight", "Space", "Shift+ArrowDown", "Space", "Enter"]) {
      await keyboard.press(key);
    }
    await hand.page.getByRole("button", { name: "Corner 1 of 3 of Mask 1" }).waitFor();
    for (const key of ["ArrowLeft", "ArrowLeft", "Shift+ArrowUp", "Insert"]) await keyboard.press(key);
    await hand.page.getByRole("button", { name: "Save" }).focus();
    await keyboard.press("Enter");
    await expect.poll(() => hand.saved().masks.length, PATIENCE).toBe(1);

    expect(hand.saved().masks[0]?.polygon).toEqual([
      at(0.49, 0.45),
      at(0.595, 0.475),
      at(0.7, 0.5),
      at(0.7, 0.7),
    ]);
  });

  test("a mask says whether motion in it is recorded", async () => {
    const hand = await openRules(panel, { masks: [{ id: "flag", name: "Flag", polygon: square }] });
    const says = (words: string) => hand.page.getByText(words, { exact: true }).waitFor();

    await hand.tap(at(0.7, 0.5));
    await says("What moves there alone is not recorded.");
    await says("Mask Flag: nothing there is looked at, and what moves there alone is not recorded.");
    await hand.press("animal");
    await says("Motion there is still recorded.");
    await says("Mask Flag: animal that stands there is not looked at; motion there is still recorded.");
    await hand.save();

    expect(hand.saved().masks[0]?.objects).toEqual(["animal"]);
  });

  test("what was begun is let go with Escape, and a corner too many taken back", async () => {
    const hand = await openRules(panel);

    await hand.press("Add a zone");
    await hand.tap(at(0.2, 0.2), at(0.4, 0.2), at(0.4, 0.4), at(0.9, 0.9));
    await hand.tap(at(0.8, 0.9));
    await hand.page.keyboard.press("Control+z");
    await hand.press("Take back");
    await hand.press("Done");
    await hand.page.getByRole("button", { name: "Corner 3 of 3 of Zone 1" }).waitFor();
    await hand.press("Add a zone");
    await hand.tap(at(0.6, 0.6));
    await hand.page.keyboard.press("Escape");
    await hand.page.getByRole("toolbar", { name: "Draw" }).waitFor();
    await hand.save();

    expect(hand.saved().zones).toHaveLength(1);
  });

  test("an outline that crosses itself is told at its zone, and not saved", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    await hand.tap(at(0.7, 0.5));

    await hand.drag(at(0.5, 0.3), at(0.95, 0.55));
    await hand.page.getByText("It must not cross or touch itself").waitFor();
    await hand.page.keyboard.press("Escape");
    await hand.press("Save");

    await hand.page.getByRole("alert").filter({ hasText: "It must not cross or touch itself" }).waitFor();
    expect(await hand.page.getByRole("img", { name: "Something is wrong with it" }).count()).toBe(1);
    expect(hand.saved().version).toBe(0);
  });

  test("what counts in a zone is chosen beside it", async () => {
    const hand = await openRules(panel, { zones: [porch] });
    const { page } = hand;
    await page.getByRole("button", { name: "Zone Porch" }).click();

    await page.getByRole("button", { name: "person", exact: true }).click();
    await page.getByLabel("Another kind of object").fill("Dog");
    await page.getByLabel("Another kind of object").press("Enter");
    await page.getByRole("switch", { name: /Alert/ }).click();
    await page.getByRole("switch", { name: /Loitering/ }).click();
    await page.getByLabel(/Seconds/).fill("45");
    await page.getByLabel(/Pictures in a row/).fill("99");
    await page.getByLabel(/Least score/).fill("60");
    await hand.save();

    expect(hand.saved().zones[0]).toMatchObject({
      objects: ["person", "dog"],
      alerts: false,
      loiter_s: 45,
      inertia: 30,
      min_score: 0.6,
    });
  });

  test("how tall somebody must be is dragged on the picture", async () => {
    const heights = { far: { row: 0.4, height: 0.2 }, near: { row: 0.8, height: 0.4 } };
    const hand = await openRules(panel, { zones: [{ ...porch, min_height: heights }] });
    await hand.page.getByRole("button", { name: "Zone Porch" }).click();

    await hand.press("Change on the picture");
    await hand.drag(at(0.64, 0.2), at(0.64, 0.1));
    await hand.drag(at(0.76, 0.8), at(0.76, 0.9));
    await hand.page.getByRole("button", { name: "How tall the near figure is" }).press("ArrowUp");
    await hand.press("Done");
    await hand.save();

    const { far, near: front } = hand.saved().zones[0]?.min_height ?? heights;
    expect([far.row, far.height, front.row, front.height].map((value) => Number(value.toFixed(2)))).toEqual([
      0.4, 0.3, 0.9, 0.41,
    ]);
    expect(near(hand.saved().zones[0]?.polygon)).toEqual(square);
  });

  test("the owner sees what the rules see, as it moves", async () => {
    const { keeper, cameras } = panel.fixture;
    keeper.live(cameras.front.slug, personAt(0.3, 0.6));
    const hand = await openRules(panel, { zones: [porch], lines: [gate] });
    await hand.page.getByText("Person 91 %").waitFor();
    await hand.page.locator("porchlight-panel[connected]").waitFor();
    const outside = await hand.page.locator(".foot.in").count();

    keeper.live(cameras.front.slug, personAt(0.7, 0.7, ["porch"]));
    await hand.page.locator(".foot.in").waitFor();

    expect(outside).toBe(0);
    await hand.page.getByText("1 now").waitFor();
    await hand.page.getByText("today 2 in, 1 out").waitFor();
  });
});
