import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";
import { faultless, faultsOf, keepPicture, views } from "./pictures.ts";

describe.skipIf(chromiumPath === undefined)("what the owner says of cameras and household", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  const briefings = () => panel.fixture.telling.briefings;
  const of = () => briefings().of(panel.fixture.cameras.front.slug);

  test.each(views)("has its place on the pages, nothing cut off or nameless: %s", async (name, view) => {
    const page = await panel.visit("#/cameras/front_door", view);
    await page.getByLabel("What is normal here").waitFor();
    const ofCamera = await faultsOf(page);
    await keepPicture(page, `camera-${name}`);
    await page.evaluate(`location.hash = "#/system"`);
    await page.getByRole("region", { name: "Vision models" }).waitFor();
    await page.getByLabel("New note").fill("Grandparents are visiting");
    await page.getByRole("button", { name: "Add the note" }).waitFor();
    const ofSystem = await faultsOf(page);
    await keepPicture(page, `system-${name}`);

    expect(ofCamera).toEqual(faultless);
    expect(ofSystem).toEqual(faultless);
  });

  test("a briefing is kept, and one learns which version it is", async () => {
    const page = await panel.visit("#/cameras/front_door");
    const card = page.getByRole("region", { name: "What the vision model should know" });

    await card.getByLabel("What it is for").fill("Watches the drive.");
    await card.getByLabel("What is normal here").fill("The neighbours cross the lawn.");
    await card.getByRole("button", { name: "Save" }).click();
    await card.getByText("Saved. Version 1 of what is normal.").waitFor();

    expect(of()).toEqual({
      version: 1,
      purpose: "Watches the drive.",
      normal: "The neighbours cross the lawn.",
    });
    expect(await card.getByRole("button").count()).toBe(0);
  });

  test("what somebody else wrote meanwhile is shown beside one's own words, which stay", async () => {
    const page = await panel.visit("#/cameras/front_door");
    const card = page.getByRole("region", { name: "What the vision model should know" });
    await card.getByLabel("What is normal here").fill("The bins are fetched on Tuesdays.");
    const words = { purpose: "Theirs.", normal: "Cats come and go." };
    await briefings().save(panel.fixture.cameras.front.slug, words, of().version);

    await card.getByRole("button", { name: "Save" }).click();
    await card.getByText("Cats come and go.").waitFor();
    const mine = await card.getByLabel("What is normal here").inputValue();
    expect(panel.takeFaults().filter((fault) => !fault.includes("409"))).toEqual([]);
    await card.getByRole("button", { name: "Save" }).click();
    await card.getByText(/^Saved\./).waitFor();

    expect(mine).toBe("The bins are fetched on Tuesdays.");
    expect(of().normal).toBe(mine);
  });

  test("nobody leaves by accident what is not saved", async () => {
    const page = await panel.visit("#/cameras/front_door");
    await page.getByLabel("What is normal here").fill("The dog digs.");

    await page.getByRole("link", { name: "Review" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave without it" }).click();

    await page.locator(".happening").first().waitFor();
    expect(of().normal).not.toContain("dog");
  });

  test("a note of the household holds for a while and is taken back, by keyboard", async () => {
    const page = await panel.visit("#/system", { width: 360, height: 780 });
    const card = page.getByRole("region", { name: "Household notes" });

    await card.getByLabel("New note").fill("Painter here");
    await card.getByLabel("It holds").selectOption({ label: "For 1 hour" });
    await card.getByLabel("New note").press("Enter");
    await card.getByText("Painter here").waitFor();
    const [note] = briefings().notes();
    await card.getByRole("button", { name: "Remove: Painter here" }).press("Enter");
    await card.getByText("Painter here").waitFor({ state: "detached" });

    expect(note?.text).toBe("Painter here");
    expect(Math.round(((note?.until_ms ?? 0) - Date.now()) / 60_000)).toBeGreaterThan(57);
    expect(briefings().notes()).toEqual([]);
  });

  test("the budget shows each limit with its bar, what was used by camera, and what will happen", async () => {
    const page = await panel.visit("#/system");
    const card = page.getByRole("region", { name: "Vision models" });
    await card.waitFor();

    const text = await card.innerText();
    const day = card.getByRole("meter", { name: "Today: requests" });

    expect(text).toMatch(/used 80 % of today's 200 requests/);
    expect(text).toMatch(/qwen2\.5-vl\s+Left alone for a while\s+It failed 3 times in a row/);
    expect(text).toMatch(
      /172 requests today.*172 of 200 requests.*5\.00 of 5\.00.*Front door\s+140\s+Garage\s+32/s,
    );
    expect(await day.getAttribute("aria-valuenow")).toBe("86");
    expect(await card.getByRole("meter").count()).toBe(5);
  });
});
