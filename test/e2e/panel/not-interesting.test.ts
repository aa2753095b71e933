import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ClipState } from "#domain/clip-state.ts";
import { anAnalysis, anEvent } from "#test/builders.ts";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { makeClip } from "./made-clips.ts";
import { noonMs, openPanelTest, type PanelTest, type View } from "./panel-page.ts";

const phone: View = { width: 360, height: 780, colorScheme: "dark" };
const desk: View = { width: 1280, height: 900 };
/** Where pictures of the pages go, for whoever wants to look at them. */
const picturesDir = process.env["PORCHLIGHT_PICTURES_DIR"];
const WORDS = "People at Front door, bottom left, 21 to 42 % of the picture high, between 10:00 and 13:00";

describe.skipIf(chromiumPath === undefined)("an alert that is not interesting", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(async () => {
    const { suppressions, cameras } = panel.fixture;
    for (const { id } of suppressions.of(cameras.front.slug))
      await suppressions.remove(cameras.front.slug, id);
    panel.assertFaultless();
  });

  const clipAt = (index: number): ClipState => {
    const clip = panel.fixture.clips[index];
    if (!clip) throw new Error(`there is no clip ${index}`);
    return clip;
  };
  const kept = () => panel.fixture.suppressions.of(panel.fixture.cameras.front.slug);

  test.each([
    ["phone", phone],
    ["desk", desk],
  ])("is hidden in two steps, listed with its count, and told again: %s", async (name, view) => {
    const page = await panel.visit(`#/clips/${clipAt(0).clip_id}`, view);
    await page.getByRole("button", { name: "Not interesting" }).click();
    const sheet = page.getByRole("dialog");

    await sheet.getByText(WORDS).waitFor();
    await sheet.getByText("This would have hidden 3 of the last 3 alerts of this camera").waitFor();
    await expect.poll(() => loadedPictures(page)).toBe(3);
    const picture = await sheet.locator(".place img").boundingBox();
    const place = await sheet.locator(".place rect").boundingBox();
    const box = await sheet.boundingBox();
    const wide = Number(await page.evaluate("document.documentElement.scrollWidth"));
    await keepPicture(page, `not-interesting-${name}`);
    expect(kept()).toEqual([]);
    await sheet.getByRole("button", { name: "Do not tell me" }).click();
    await page.getByText("You are not told of this any more").waitFor();
    expect(kept()).toMatchObject([{ labels: ["person"], from_clip: clipAt(0).clip_id }]);

    tellOfHidden();
    await page.getByRole("link", { name: "Change it on the camera's page" }).click();
    const list = page.getByRole("region", { name: "Not interesting" });
    await list.getByText(WORDS).waitFor();
    expect(await list.innerText()).toContain("Once so far, last today");
    await list.scrollIntoViewIfNeeded();
    await keepPicture(page, `suppressions-${name}`);
    await list.getByRole("button", { name: "Remove" }).click();

    await list.waitFor({ state: "detached" });
    expect(kept()).toEqual([]);
    expect(wide).toBeLessThanOrEqual(view.width ?? 0);
    expect(((place?.x ?? 0) - (picture?.x ?? 0)) / (picture?.width ?? 1)).toBeCloseTo(0.2, 1);
    expect(((place?.y ?? 0) - (picture?.y ?? 0)) / (picture?.height ?? 1)).toBeCloseTo(0.675, 1);
    expect(box?.width).toBeLessThanOrEqual(view.width ?? 0);
    expect(box?.height).toBeLessThanOrEqual(view.height ?? 0);
  });

  test("a step wider says how many more it hides, and what is confirmed is the wider one", async () => {
    const { fixture } = panel;
    const { front } = fixture.cameras;
    const evening = {
      camera: front,
      startedAtMs: noonMs() - 16 * 3_600_000,
      seen: { person: 0.7 },
      notify: true,
    };
    fixture.add(makeClip({ ...evening, path: fixture.scenes.clips[0] ?? "" }));
    const page = await panel.visit(`#/clips/${clipAt(0).clip_id}`);
    await page.getByRole("button", { name: "Not interesting" }).click();
    const sheet = page.getByRole("dialog");

    await sheet.getByText("hidden 3 of the last 4 alerts").waitFor();
    await sheet.getByRole("button", { name: "Between 07:00 and 16:00" }).click();
    await sheet.getByRole("button", { name: "At any time 1 more" }).click();
    await sheet.getByText("hidden 4 of the last 4 alerts").waitFor();
    await sheet.getByRole("button", { name: "Do not tell me" }).click();

    await page
      .getByText("any more: People at Front door, bottom left, 21 to 42 % of the picture high, at any time")
      .waitFor();
    expect(kept()).toMatchObject([{ hours: null, labels: ["person"] }]);
  });

  test("a starred alert among them is a warning, and Escape closes only the sheet", async () => {
    const { fixture } = panel;
    const spec = {
      camera: fixture.cameras.front,
      startedAtMs: noonMs() - 70 * 60_000,
      seen: { person: 0.7 },
      notify: true,
    };
    const made = makeClip({ ...spec, path: fixture.scenes.clips[0] ?? "" });
    fixture.add({ ...made, state: { ...made.state, starred: true } });
    const page = await panel.visit(`#/clips/${clipAt(0).clip_id}`);
    await page.getByRole("button", { name: "Not interesting" }).press("Enter");
    const sheet = page.getByRole("dialog");

    await sheet.getByText("It would have hidden 1 alert to which you gave a star.").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");

    await sheet.waitFor({ state: "detached" });
    expect(page.url()).toContain(clipAt(0).clip_id);
    expect(kept()).toEqual([]);
  });

  test("an alert of high risk says that it is never hidden, and a clip without alert offers nothing", async () => {
    const { fixture } = panel;
    const spec = {
      camera: fixture.cameras.yard,
      startedAtMs: noonMs() - 200 * 60_000,
      seen: { person: 0.7 },
      notify: true,
    };
    const made = makeClip({ ...spec, path: fixture.scenes.clips[0] ?? "" });
    const risky = { ...made, state: { ...made.state, analysis_result: anAnalysis({ risk_level: "high" }) } };
    fixture.add(risky);
    const page = await panel.visit(`#/clips/${risky.state.clip_id}`);

    await page.getByRole("button", { name: "Not interesting" }).click();
    await page
      .getByRole("dialog")
      .getByText("Such an alert is told whatever was not interesting before.")
      .waitFor();
    const offers = await page.getByRole("button", { name: "Do not tell me" }).count();
    // The browser itself says in its console what a server refuses.
    expect(panel.takeFaults().filter((fault) => !fault.includes("409"))).toEqual([]);
    await page.getByRole("button", { name: "Close" }).click();
    const quiet = await panel.visit(`#/clips/${clipAt(1).clip_id}`);
    await quiet.getByText("This made no alert").waitFor();

    expect(offers).toBe(0);
    expect(await quiet.getByRole("button", { name: "Not interesting" }).count()).toBe(0);
  });

  /** The next walker of the morning, of whom nobody was told. */
  function tellOfHidden(): void {
    const { suppressions } = panel.fixture;
    const decision = { notify: false, notify_reason: "suppressed", explanation: "" };
    const suppressed_by = kept().map(({ id }) => id);
    const state = { ...clipAt(0), alert_decision: { ...decision, suppressed_by } };
    suppressions.note(anEvent(state, { type: "decided" }), state);
  }
});

function loadedPictures(page: Page): Promise<number> {
  return page
    .locator(".past img")
    .evaluateAll(
      (all: { naturalWidth: number }[]) => all.filter(({ naturalWidth }) => naturalWidth > 0).length,
    );
}

async function keepPicture(page: Page, name: string): Promise<void> {
  if (picturesDir !== undefined) await page.screenshot({ path: `${picturesDir}/${name}.png` });
}
