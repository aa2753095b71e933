import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { HappeningId } from "#domain/ids.ts";
import { anAlert } from "#test/builders.ts";
import { aScene, aSceneTrack } from "#test/live-scene.ts";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { makeClip } from "./made-clips.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

/** Where pictures of the page are put, for people to look at. */
const SHOTS = process.env["PANEL_SHOTS"];
const CARD = ".happening.now";

describe.skipIf(chromiumPath === undefined)("what goes on now", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    // The notice of a camera that is away would come in the midst of it and push everything down.
    const { keeper, cameras } = panel.fixture;
    keeper.status(cameras.yard.slug, { state: "off", reason: "It is switched off.", sinceMs: Date.now() });
    fillWithClips(panel.fixture, Math.min(noonMs(), Date.now() - 3_600_000));
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test.each([
    { width: 1280, colorScheme: "light" },
    { width: 1280, colorScheme: "dark" },
    { width: 360, colorScheme: "light" },
    { width: 360, colorScheme: "dark" },
  ] as const)("is the first card until its clip takes its place ($width px, $colorScheme)", async (view) => {
    const { fixture } = panel;
    const { front } = fixture.cameras;
    const page = await panel.visit("#/review", view);
    await page.locator(".happening").first().waitFor();
    expect(await page.locator(CARD).count()).toBe(0);
    await listening(page);
    const startedAtMs = Date.now() - 1000;

    comes(startedAtMs);
    const card = page.locator(CARD);
    await card.getByText("Person at Front door, in zone Porch.").waitFor();
    await card.locator("img").waitFor();
    await expect.poll(() => card.locator(".track").count()).toBe(1);
    const [before, next] = [
      await boxOf(page, ".happening >> nth=0"),
      await boxOf(page, ".happening >> nth=1"),
    ];
    const count = await page.locator(".happening").count();
    await shoot(page, `now-${view.width}-${view.colorScheme}`);
    const picture = { path: fixture.scenes.clips[0] ?? "", picture: fixture.scenes.pictures[0] ?? "" };
    const clip = { camera: front, startedAtMs, durationMs: 500, ...picture };
    fixture.add(makeClip({ ...clip, unfinished: true }));
    await page.evaluate("new Promise(requestAnimationFrame)");
    expect(await page.locator(".happening").count()).toBe(count);
    expect(await boxOf(page, ".happening >> nth=1")).toEqual(next);
    fixture.add(makeClip({ ...clip, seen: { person: 0.9 }, notify: true }));
    goes();
    await card.waitFor({ state: "detached" });

    const first = page.locator(".happening").first();
    expect(await first.locator(".flag").innerText()).toBe("Alert");
    expect(await boxOf(page, ".happening >> nth=0")).toEqual(before);
    expect(await boxOf(page, ".happening >> nth=1")).toEqual(next);
    await shoot(page, `then-${view.width}-${view.colorScheme}`);
    await page.context().close();
  });

  test("of what nobody is told of, on a phone, it is a row, and stays one", async () => {
    const { fixture } = panel;
    const { garage } = fixture.cameras;
    const page = await panel.visit("#/review?camera=garage", { width: 360 });
    await page.locator(".happening").first().waitFor();
    await listening(page);
    const startedAtMs = Date.now() - 1000;

    const tracks = ["cat", "dog"].map((label, id) => aSceneTrack(id, label, { sinceMs: startedAtMs }));
    fixture.keeper.live(garage.slug, aScene({ atMs: Date.now(), tracks }));
    await page.locator(CARD).getByText("Cat and dog at Garage.").waitFor();
    await page.locator(CARD).locator("img").waitFor();
    const next = await boxOf(page, ".happening >> nth=1");
    await shoot(page, "now-calm");
    fixture.keeper.live(garage.slug, aScene({ atMs: Date.now() }));
    const clip = { camera: garage, startedAtMs, durationMs: 500, path: fixture.scenes.clips[0] ?? "" };
    fixture.add(makeClip({ ...clip, unfinished: true }));
    await page.locator(CARD).waitFor({ state: "detached" });

    expect(await boxOf(page, ".happening >> nth=1")).toEqual(next);
  });

  test("the boxes lie on the picture, and the card leads to the camera", async () => {
    const page = await panel.visit("#/review");
    await page.locator(".happening").first().waitFor();
    await listening(page);

    comes(Date.now());
    const [picture, track] = [
      await boxOf(page, `${CARD} porchlight-picture`),
      await boxOf(page, `${CARD} .track`),
    ];
    await page.locator(CARD).click();

    expect(track.x).toBeCloseTo(picture.x + 0.4 * picture.width, 0);
    expect(track.height).toBeCloseTo(0.4 * picture.height, 0);
    await page.getByRole("heading", { name: "Front door", level: 1 }).waitFor();
    goes();
  });

  test("what began before the page was opened is shown as well", async () => {
    comes(Date.now());

    const page = await panel.visit("#/review?camera=front_door");
    await page.locator(CARD).waitFor();
    await page.evaluate('location.hash = "#/review?camera=garage"');

    await page.locator(CARD).waitFor({ state: "detached" });
    await page.locator(".happening").first().waitFor();
    expect(await page.locator(CARD).count()).toBe(0);
    goes();
  });

  function comes(atMs: number): void {
    const { keeper, cameras } = panel.fixture;
    const { slug, name } = cameras.front;
    const tracks = [aSceneTrack(1, "person", { sinceMs: atMs })];
    keeper.live(slug, aScene({ atMs: Date.now(), tracks }));
    const id = HappeningId.parse(
      makeClip({ camera: cameras.front, startedAtMs: atMs, path: "" }).state.clip_id,
    );
    keeper.alert(
      anAlert({
        clip_id: id,
        alert_id: id,
        camera_name: slug,
        camera_title: name,
        ts: new Date(atMs).toISOString(),
        phase: "detected",
        summary: "Person at Front door, in zone Porch.",
      }),
    );
  }

  function goes(): void {
    panel.fixture.keeper.live(panel.fixture.cameras.front.slug, aScene({ atMs: Date.now() }));
  }
});

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rounded: layout is exact to a fraction of a pixel. */
async function boxOf(page: Page, selector: string): Promise<Place> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`nothing to see at ${selector}`);
  const { x, y, width, height } = box;
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

async function shoot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

/** The page learns by events from here on. */
async function listening(page: Page): Promise<void> {
  await page.locator("porchlight-panel[connected]").waitFor();
}
