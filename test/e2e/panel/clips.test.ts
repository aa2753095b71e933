import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { makeClip } from "./made-clips.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

const PATIENCE = { timeout: 30_000 };

describe.skipIf(chromiumPath === undefined)("a clip's page behind ingress", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  const idOf = (index: number): string => panel.fixture.clips[index]?.clip_id ?? "";

  test("the clip plays: its time goes on", async () => {
    const page = await panel.visit(`#/clips/${idOf(0)}`);

    await page.locator("video").waitFor();

    await expect.poll(() => videoTime(page), PATIENCE).toBeGreaterThan(0.5);
    expect(await page.locator("video").evaluate((video: { videoWidth: number }) => video.videoWidth)).toBe(
      640,
    );
  });

  test("a clip that is larger than one ingress reply plays at its end too", async () => {
    const { fixture } = panel;
    const large = makeClip({
      camera: fixture.cameras.garage,
      startedAtMs: noonMs() - 9e7,
      path: fixture.scenes.large,
    });
    fixture.add(large);
    const page = await panel.visit(`#/clips/${large.state.clip_id}`);
    await expect.poll(() => videoTime(page), PATIENCE).toBeGreaterThan(0.2);

    await page.locator("video").evaluate((video: { currentTime: number }) => {
      video.currentTime = 5.2;
    });

    await expect.poll(() => videoTime(page), PATIENCE).toBeGreaterThan(5.5);
  });

  test("the story says in plain words what was seen and why it made an alert", async () => {
    const page = await panel.visit(`#/clips/${idOf(0)}`);

    await page.getByText("Nothing is left to do.").waitFor();
    const story = await page.locator(".story li p").allInnerTexts();
    const decision = await page.locator(".decision").innerText();

    expect(decision).toMatch(/This made an alert\s+A person was seen/);
    expect(story).toEqual([
      "Something moved; 5 s were recorded.",
      "Stored in 0.3 s.",
      "yolox_s looked at 10 pictures in 0.8 s and saw a person (92% sure).",
      "No vision model was asked.",
      "A person was seen, which makes an alert on this camera.",
      "The alert was sent in 0.1 s.",
      "Nothing is left to do.",
    ]);
  });

  test("a clip that is still looked at says so, and brings its page up to date when it is done", async () => {
    const { fixture } = panel;
    const spec = {
      camera: fixture.cameras.front,
      startedAtMs: noonMs() - 60_000,
      path: fixture.scenes.clips[0] ?? "",
    };
    const begun = makeClip({ ...spec, unfinished: true });
    fixture.add(begun);
    const page = await panel.visit(`#/clips/${begun.state.clip_id}`);
    await page.getByText("Not decided yet").waitFor();
    await page.getByText("Looking for objects…").waitFor();

    fixture.add(makeClip({ ...spec, seen: { person: 0.8 }, notify: true }));

    await page.getByText("This made an alert").waitFor();
    await page.getByText("and saw a person (80% sure)").waitFor();
    expect(await page.getByText("Not decided yet").count()).toBe(0);
  });

  test("what was seen leads to its moment, with its box drawn", async () => {
    const page = await panel.visit(`#/clips/${idOf(3)}`);
    await expect.poll(() => videoTime(page), PATIENCE).toBeGreaterThan(0);

    await page.getByRole("button", { name: /^Dog/ }).click();

    await expect.poll(() => videoTime(page), PATIENCE).toBe(2.5);
    const stage = await page.locator(".stage").boundingBox();
    const box = await page.locator(".box").boundingBox();
    expect((box?.x ?? 0) - (stage?.x ?? 0)).toBeCloseTo((stage?.width ?? 0) * 0.5, 0);
    expect(await page.locator(".box").innerText()).toBe("Dog 71%");
  });

  test("a star is set and taken back by a click", async () => {
    const page = await panel.visit(`#/clips/${idOf(0)}`);

    await page.getByRole("button", { name: /^Star:/ }).click();
    await page.getByRole("button", { name: /^Starred:/, pressed: true }).click();

    const star = page.getByRole("button", { name: /^Star:/ });
    await expect.poll(() => star.getAttribute("aria-pressed"), PATIENCE).toBe("false");
  });

  test("a happening of two clips offers both parts, and next and previous leave it", async () => {
    const page = await panel.visit(`#/clips/${idOf(3)}`);

    await page.getByRole("link", { name: "Part 2" }).click();
    await expect.poll(() => page.url(), PATIENCE).toContain(idOf(4));
    await page.getByRole("link", { name: "Older" }).click();
    await expect.poll(() => page.url(), PATIENCE).toContain(idOf(5));
    await page.getByRole("link", { name: "Newer" }).click();

    await expect.poll(() => page.url(), PATIENCE).toContain(idOf(3));
  });

  test("the way back leads to the same place in the list", async () => {
    const page = await panel.visit("#/review", { width: 390, height: 500 });
    const last = page.locator(".happening").last();
    await last.focus();
    const before = Number(await page.evaluate("scrollY"));
    await page.keyboard.press("Enter");
    await page.locator("video").waitFor();

    await page.getByRole("link", { name: "Back to review" }).click();

    await expect.poll(() => page.evaluate("scrollY"), PATIENCE).toBe(before);
    expect(before).toBeGreaterThan(300);
  });

  test("the way back keeps the filter", async () => {
    const page = await panel.visit("#/review?camera=garage");
    await page.locator(".happening").first().click();

    await page.getByRole("link", { name: "Back to review" }).click();

    await page.locator(".happening").first().waitFor();
    expect(page.url()).toContain("#/review?camera=garage");
  });
});

describe.skipIf(chromiumPath === undefined)("a clip that cannot be shown", () => {
  test("says so in a sentence, whether it is unknown or its file is gone", async () => {
    await using panel = await openPanelTest();
    const gone = makeClip({
      camera: panel.fixture.cameras.front,
      startedAtMs: noonMs(),
      path: "/nowhere.mp4",
    });
    panel.fixture.add(gone);
    const page = await panel.visit("#/clips/front_door_20200101T000000Z");

    await page.getByText("There is no clip").waitFor();
    await page.evaluate(`location.hash = "#/clips/${gone.state.clip_id}"`);
    await page.getByText("could not be played").waitFor();

    // The browser itself logs the two 404 answers; nothing else may be wrong.
    expect(panel.takeFaults().filter((fault) => !fault.includes("status of 404"))).toEqual([]);
  });
});

const videoTime = (page: Page): Promise<number> =>
  page.locator("video").evaluate((video: { currentTime: number }) => video.currentTime);
