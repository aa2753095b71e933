import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { described, TITLE } from "./made-stories.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";
import { faultless, faultsOf, keepPicture, views } from "./pictures.ts";

const PATIENCE = { timeout: 30_000 };

describe.skipIf(chromiumPath === undefined)("what was understood of a clip", () => {
  let panel: PanelTest;
  let id: string;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
    id = described(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test.each(views)("is on its page, nothing cut off or nameless: %s", async (name, view) => {
    const page = await panel.visit(`#/clips/${id}`, view);
    await page.getByRole("heading", { level: 1, name: TITLE }).waitFor();
    await page.getByText("Who says so").click();
    await page.getByText("Why?").click();
    await page.getByText("Speaks for telling").waitFor();

    const faults = await faultsOf(page);
    await keepPicture(page, `clip-${name}`);

    expect(faults).toEqual(faultless);
  });

  test("says what it shows, how risky it is, and that somebody should look", async () => {
    const page = await panel.visit(`#/clips/${id}`);
    const card = page.getByRole("region", { name: "What it shows" });
    await card.waitFor();

    await page.getByText("The vision model (gpt-4o-mini) wrote").waitFor();
    const folded = await card.innerText();
    await card.getByText("Who says so").click();
    const unfolded = await card.innerText();

    expect(folded).toMatch(/High risk\s+Suspicious behavior\s+Please look\..*tries the handle twice/s);
    expect(folded).not.toContain("gpt-4o-mini");
    expect(unfolded).toMatch(
      /first choice did not answer.*gpt-4o-mini.*4\.2 s.*4,?000 read, 200 written.*0\.0021.*version 3/s,
    );
  });

  test("leads to the moment when somebody was there", async () => {
    const page = await panel.visit(`#/clips/${id}`);
    await expect.poll(() => videoTime(page), PATIENCE).toBeGreaterThan(0);

    await page.getByRole("button", { name: /^Small brown dog/ }).press("Enter");

    await expect.poll(() => videoTime(page), PATIENCE).toBe(2.5);
    expect(await page.locator("video").evaluate((video: { paused: boolean }) => video.paused)).toBe(true);
  });

  test("comes with each step of the decision, its mark, and what would have changed it", async () => {
    const page = await panel.visit(`#/clips/${id}`);
    const decision = page.locator(".decision");
    await decision.getByText("This made no alert").waitFor();
    await decision.getByText("Why?").press("Enter");

    const steps = await decision.locator(".why li").allInnerTexts();

    expect(steps.map((step) => step.split("\n")[0])).toEqual([
      "Changed nothing",
      "Speaks for telling",
      "Keeps it quiet",
      "Changed nothing",
    ]);
    expect(steps[2]).toMatch(/in your quiet hours.*What would have changed it:\s+From risk critical on/s);
    expect(steps[3]).not.toContain("What would have changed it");
  });

  test("gives its card a title and asks for a look; what nobody described is called by what was seen", async () => {
    const page = await panel.visit("#/review");
    const card = page.locator(".happening").first();
    await card.waitFor();

    const text = await card.innerText();
    const next = await page.locator(".happening").nth(1).innerText();

    expect(text).toContain(TITLE);
    expect(text).toContain("Please look");
    expect(next).toMatch(/Person\s+11:56/);
    expect(next).not.toContain("Please look");
  });

  test("a clip that nobody described or decided with steps shows neither", async () => {
    const page = await panel.visit(`#/clips/${panel.fixture.clips[1]?.clip_id ?? ""}`);
    await page.locator(".decision").getByText("This made no alert").waitFor();

    expect(await page.getByText("Why?").count()).toBe(0);
    expect(await page.getByRole("region", { name: "What it shows" }).count()).toBe(0);
  });
});

const videoTime = (page: Page): Promise<number> =>
  page.locator("video").evaluate((video: { currentTime: number }) => video.currentTime);
