import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

const PATIENCE = { timeout: 20_000 };
const pages = ["#/review", "#/cameras", "#/cameras/front_door", "#/alerts", "#/system"];

describe.skipIf(chromiumPath === undefined)("the panel's pages behind ingress", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  const clipRoute = (): string => `#/clips/${panel.fixture.clips[0]?.clip_id ?? ""}`;

  test("review shows each happening once, under its day, with picture, objects, time, camera and decision", async () => {
    const page = await panel.visit("");

    await page.locator(".happening").first().waitFor();
    const today = page.getByRole("region", { name: "Today" });
    const first = today.locator(".happening").first();

    expect(await today.locator(".happening").count()).toBe(6);
    expect(await page.getByRole("region", { name: "Yesterday" }).locator(".happening").count()).toBe(1);
    expect(await first.innerText()).toMatch(
      /Alert\s.*5 s\s+Person\s+11:56 · Front door\s+A person was seen/s,
    );
    expect(await today.getByText("2 clips").count()).toBe(1);
    expect(await first.locator("img").evaluate((img: { naturalWidth: number }) => img.naturalWidth)).toBe(
      640,
    );
  });

  test("filters by camera and by alerts, and the address keeps them", async () => {
    const page = await panel.visit("#/review");
    await page.locator(".happening").first().waitFor();

    await page.getByRole("link", { name: "Alerts", exact: true }).click();
    await expect.poll(() => page.locator(".happening").count(), PATIENCE).toBe(3);
    await page.getByLabel("Camera").selectOption("garage");
    await page.getByText("No alerts here").waitFor();
    await page.getByRole("link", { name: "Everything", exact: true }).click();
    await expect.poll(() => page.locator(".happening").count(), PATIENCE).toBe(3);
    await page.reload();

    await expect.poll(() => page.locator(".happening").count(), PATIENCE).toBe(3);
    expect(page.url()).toContain("#/review?camera=garage");
    expect(await page.getByLabel("Camera").inputValue()).toBe("garage");
  });

  test("cameras show a live picture, and why one is offline and when it is tried again", async () => {
    const page = await panel.visit("#/cameras");
    const front = page.getByRole("article", { name: "Front door" });
    const yard = page.getByRole("article", { name: "Hühnerhof" });

    await front.locator("porchlight-picture img").waitFor();
    const text = await yard.innerText();

    expect(await front.innerText()).toContain("Live");
    expect(text).toContain("Unreachable");
    expect(text).toMatch(/does not answer.*It is tried again in \d+ min/s);
  });

  test("system shows health, detector with its reason, queues, disk, memory and versions", async () => {
    const page = await panel.visit("#/system");

    await page.getByRole("heading", { name: "Detector" }).waitFor();
    const text = (await page.locator("porchlight-system .card").allInnerTexts()).join("\n");

    for (const part of [
      "yolox_s",
      "slower than the processor",
      "12 waiting of 100",
      "12 clips, 96 MB; the oldest ended 1 h 30 min ago",
      "41 GB free",
      "312 MB",
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/ffmpeg\s+5\.1\.8/);
  });

  test.each([360, 390, 1440])("nothing is wider than a window of %i pixels", async (width) => {
    const page = await panel.visit("#/review", { width, height: 800 });
    for (const hash of [...pages, clipRoute()]) {
      await goTo(page, hash);
      const excess = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect({ hash, excess }).toEqual({ hash, excess: 0 });
    }
  });

  test("the alert test shows each of its steps, and is begun with a button", async () => {
    const page = await panel.visit("#/system");
    const card = page.locator("porchlight-alert-test");

    await card.getByText("Alerts get through").waitFor();
    expect(await card.locator("li").count()).toBe(6);
    expect(await card.locator(".card").innerText()).toMatch(/Send it to the broker\s+360 ms/);
    await card.getByRole("button", { name: "Test now" }).click();

    await card.getByRole("button", { name: "Testing…" }).waitFor();
    expect(await card.getByRole("button").isDisabled()).toBe(true);
  });

  test("a camera deleted in Home Assistant is named on the system page and comes back at a click", async () => {
    const page = await panel.visit("#/system");
    const card = page.getByText("Deleted in Home Assistant");
    await card.waitFor();

    await page.getByRole("button", { name: "Show again" }).click();

    await expect.poll(() => card.count(), PATIENCE).toBe(0);
  });

  test("a dark system gets a dark page, a light one a light page", async () => {
    const dark = await panel.visit("#/review", { colorScheme: "dark" });
    const light = await panel.visit("#/review", { colorScheme: "light" });

    expect(await backgroundOf(dark)).toBe("rgb(17, 17, 17)");
    expect(await backgroundOf(light)).toBe("rgb(250, 250, 250)");
  });

  test("the keyboard alone leads to a clip, through the clips and back", async () => {
    const page = await panel.visit("#/review");
    await page.locator(".happening").first().waitFor();

    await page.locator(".happening").first().focus();
    const ring = await page.evaluate(focusRing);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Person" }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { level: 1, name: "Car" }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("heading", { level: 1, name: "Person" }).waitFor();
    await page.keyboard.press("Escape");

    await page.locator(".happening").first().waitFor();
    expect(ring).toBe("solid");
  });

  test("tabbing reaches every link, switch and field of the cameras page", async () => {
    const page = await panel.visit("#/cameras");
    await page.getByRole("switch").first().waitFor();

    const names: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press("Tab");
      names.push(String(await page.evaluate(focusedName)));
    }

    expect(names).toEqual(expect.arrayContaining(["Review", "Cameras", "Look at Front door", "Detection"]));
  });

  test("every picture, button, link and field has a name", async () => {
    const page = await panel.visit("#/review");
    for (const hash of [...pages, clipRoute()]) {
      await goTo(page, hash);
      for (const role of ["link", "button", "switch", "combobox", "meter"] as const) {
        const nameless = page.getByRole(role, { name: /^$/ });
        expect({ hash, role, count: await nameless.count() }).toEqual({ hash, role, count: 0 });
      }
    }
  });

  test("wrong options stand on top of every page with what to correct", async () => {
    const { keeper } = panel.fixture;
    keeper.problem(
      "options.cameras.0.url",
      "Camera 1: the stream address must look like rtsp://192.168.1.20:554/stream1.",
    );
    const page = await panel.visit("#/review");
    for (const hash of pages) {
      await goTo(page, hash);
      const notice = page.getByRole("alert", { name: "Options to correct" });
      await notice.waitFor();
      expect(await notice.innerText()).toMatch(/cameras\.0\.url.*must look like rtsp:.*Configuration tab/s);
    }

    keeper.problem("options.cameras.0.url");

    await page.getByRole("alert", { name: "Options to correct" }).waitFor({ state: "detached" });
  });

  test("a problem shows on other pages as one line that leads to the System page", async () => {
    panel.fixture.keeper.problem("broker", "The MQTT broker at core-mosquitto does not answer.");
    const page = await panel.visit("#/review");

    await page.getByRole("link", { name: /broker at core-mosquitto/ }).click();

    await page.getByRole("heading", { name: "Problems" }).waitFor();
    expect(await page.locator(".problems").innerText()).toContain("does not answer");
    panel.fixture.keeper.problem("broker");
  });

  test("the built files are plain ASCII, as ingress drops the charset, and name no other host", async () => {
    const { staticDir } = panel.fixture;
    const names = (await readdir(staticDir, { recursive: true })).filter((name) =>
      /\.(js|css|html)$/.test(name),
    );

    expect(names.length).toBeGreaterThanOrEqual(3);
    for (const name of names) {
      const text = await readFile(join(staticDir, name), "utf8");
      expect({ name, strange: /[^\0-\x7f]/.exec(text)?.[0] }).toEqual({ name, strange: undefined });
      expect({ name, host: /(?:src|href|url)[=("']+https?:/.exec(text)?.[0] }).toEqual({
        name,
        host: undefined,
      });
    }
  });
});

describe.skipIf(chromiumPath === undefined)("the panel of a new box", () => {
  test("says what to do where there is no camera and no clip", async () => {
    await using panel = await openPanelTest({ empty: true });
    const page = await panel.visit("#/review");

    await page.getByText("No camera yet").waitFor();
    await goTo(page, "#/cameras");
    await page.getByText("No camera yet").waitFor();

    expect(await page.locator(".empty").innerText()).toMatch(/name and its stream address/);
    expect(panel.takeFaults()).toEqual([]);
  });
});

const focusedName = `(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at?.getAttribute("aria-label") ?? at?.closest("label")?.querySelector(".said span")?.textContent
    ?? at?.textContent?.trim() ?? "";
})()`;

const focusRing = `(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return getComputedStyle(at).outlineStyle;
})()`;

const backgroundOf = (page: Page): Promise<unknown> =>
  page.evaluate("getComputedStyle(document.documentElement).backgroundColor");

/** What a page shows once its data has come. */
const contents: Readonly<Record<string, string>> = {
  review: ".happening, .empty",
  cameras: ".switches, .empty",
  alerts: "#modes",
  system: ".facts",
  clips: ".story",
};

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await page
    .locator(contents[hash.split("/")[1] ?? ""] ?? "main")
    .first()
    .waitFor();
}
