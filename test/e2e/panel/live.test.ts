import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { makeClip } from "./made-clips.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

const PATIENCE = { timeout: 40_000 };

describe.skipIf(chromiumPath === undefined)("the panel follows what happens", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test("a new clip becomes a card by an event, and the card follows it", async () => {
    const { fixture } = panel;
    const page = await panel.visit("#/review");
    await page.getByText("No clips yet").waitFor();
    await eventsOnly(page);
    const spec = {
      camera: fixture.cameras.front,
      startedAtMs: noonMs(),
      path: fixture.scenes.clips[0] ?? "",
      picture: fixture.scenes.pictures[0] ?? "",
    };

    fixture.add(makeClip({ ...spec, unfinished: true }));
    await page.getByText("Being looked at").waitFor();
    fixture.add(makeClip({ ...spec, seen: { person: 0.9 }, notify: true }));

    await page.locator(".happening.alerted").getByText("Person", { exact: true }).waitFor();
    expect(await page.locator(".happening").count()).toBe(1);
  });

  test("a filter holds for what is new, too", async () => {
    const { cameras, scenes, add } = panel.fixture;
    const page = await panel.visit("#/review?camera=garage");
    await page.getByText("No clips of this camera").waitFor();
    const path = scenes.clips[0] ?? "";

    add(makeClip({ camera: cameras.front, startedAtMs: noonMs() + 5000, path }));
    add(makeClip({ camera: cameras.garage, startedAtMs: noonMs() + 9000, seen: { car: 0.7 }, path }));

    await page.locator(".happening").first().waitFor();
    expect(await page.locator(".happening").allInnerTexts()).toEqual([expect.stringContaining("Garage")]);
  });

  test("a camera that was moved says so on its card, and a button says that it is meant to be so", async () => {
    const { keeper, cameras } = panel.fixture;
    const { slug } = cameras.front;
    const jpeg = await readFile(panel.fixture.scenes.pictures[0] ?? "");
    keeper.attach(slug, {
      still: async () => ({ jpeg, atMs: noonMs() }),
      acceptView: () => keeper.picture(slug, []),
    });
    keeper.picture(slug, [{ kind: "moved", sentence: "Turn it back.", sinceMs: noonMs() }]);
    const page = await panel.visit("#/cameras");
    const front = page.getByRole("article", { name: "Front door" });

    await front.getByText("Turn it back.").waitFor();
    await front.getByRole("button", { name: "This is how it should look now" }).click();

    await front.getByText("Turn it back.").waitFor({ state: "detached" });
    expect(keeper.house.problems().map(({ key }) => key)).not.toContain(`camera.${slug}.moved`);
  });

  test("motion shows on the camera and goes again", async () => {
    const { keeper, cameras } = panel.fixture;
    const page = await panel.visit("#/cameras");
    const front = page.getByRole("article", { name: "Front door" });
    await front.waitFor();
    await eventsOnly(page);

    keeper.motion(cameras.front.slug, true);
    await front.getByText("Motion").waitFor();
    keeper.motion(cameras.front.slug, false);

    await front.getByText("Motion").waitFor({ state: "detached" });
    expect(await front.getByText("Live").count()).toBe(1);
  });

  test("a camera that goes away and comes back says so at once", async () => {
    const { keeper, cameras } = panel.fixture;
    const page = await panel.visit("#/cameras/garage");
    const video = { codec: "h264", width: 1920, height: 1080, audio: "aac" } as const;
    await page.getByText("Live", { exact: true }).waitFor();
    await eventsOnly(page);

    keeper.status(cameras.garage.slug, { state: "lost", reason: "The stream was cut.", sinceMs: Date.now() });
    await page.getByText("The stream was cut.").waitFor();
    keeper.status(cameras.garage.slug, { state: "live", reason: "It is live.", sinceMs: Date.now(), video });

    await page.getByText("Live", { exact: true }).waitFor();
    expect(await page.getByText("The stream was cut.").count()).toBe(0);
  });

  test("a switch tells the house, and shows what others switch", async () => {
    const { keeper, cameras } = panel.fixture;
    const page = await panel.visit("#/cameras");
    const recording = page
      .getByRole("article", { name: "Front door" })
      .getByRole("switch", { name: /Recording/ });
    const switches = (): unknown => keeper.house.camera(cameras.front.slug)?.switches;

    await recording.click();
    await expect
      .poll(switches, PATIENCE)
      .toEqual({ detection: true, recording: false, notifications: true, analysis: true });
    await keeper.house.setSwitch(cameras.front.slug, "recording", true);

    await expect.poll(() => recording.isChecked(), PATIENCE).toBe(true);
  });

  test("a live picture is fetched again and again, but not while nobody can see it", async () => {
    const page = await panel.visit("#/cameras");
    let fetched = 0;
    page.on("request", (request) => {
      if (request.url().includes("/front_door/snapshot.jpg")) fetched += 1;
    });

    await expect.poll(() => fetched, PATIENCE).toBeGreaterThan(2);
    await page.evaluate('location.hash = "#/system"');
    await page.getByRole("heading", { name: "Detector" }).waitFor();
    const left = fetched;
    const refreshed = page.waitForResponse((answer) => answer.url().endsWith("/diagnostics"));
    await refreshed;

    expect(fetched - left).toBeLessThanOrEqual(1);
  });
});

describe.skipIf(chromiumPath === undefined)("the panel where event streams are held back", () => {
  test("asks by itself, and shows a new clip without an event", async () => {
    await using panel = await openPanelTest({ holdsEvents: true });
    const { fixture } = panel;
    const page = await panel.visit("#/review");
    await page.getByText("No clips yet").waitFor();

    fixture.add(
      makeClip({ camera: fixture.cameras.front, startedAtMs: noonMs(), path: fixture.scenes.clips[0] ?? "" }),
    );

    await page.locator(".happening").waitFor(PATIENCE);
    await page.evaluate('location.hash = "#/system"');
    await page.getByText("updated every 10 s").waitFor();
    expect(panel.takeFaults()).toEqual([]);
  });
});

describe.skipIf(chromiumPath === undefined)("the panel of an app that stops", () => {
  test("says that it does not answer, and goes on by itself when it is back", async () => {
    await using panel = await openPanelTest();
    const page = await panel.visit("#/review");
    await page.getByText("No clips yet").waitFor();

    await page.route("**/api/v1/**", (route) => route.fulfill({ status: 502, body: "502: Bad Gateway" }));
    await page.evaluate("location.reload()");
    await page.getByText("Porchlight is not running").first().waitFor();
    await page.unroute("**/api/v1/**");

    await page.getByText("No clips yet").waitFor(PATIENCE);
    expect(await page.getByText("Porchlight is not running").count()).toBe(0);
  });
});

/** From now on nothing can be learnt by asking. */
async function eventsOnly(page: Page): Promise<void> {
  await page.locator("porchlight-panel[connected]").waitFor();
  await page.route(/\/api\/v1\/(clips|cameras|problems)(\?.*)?$/, (route) => route.fulfill({ status: 502 }));
}
