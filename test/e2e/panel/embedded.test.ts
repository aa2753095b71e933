import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

const PATIENCE = { timeout: 20_000 };

describe.skipIf(chromiumPath === undefined)("the panel within Home Assistant", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test("opens at the review page and wears Home Assistant's theme", async () => {
    const page = await panel.visitFramed();
    const frame = page.frameLocator("iframe");

    await frame.locator(".happening").first().waitFor();

    expect(await colorIn(page, "--accent", "--primary-color")).toBe("#7b1fa2");
  });

  test("follows the theme when it changes, and the system's colours do not matter", async () => {
    const page = await panel.visitFramed("", { colorScheme: "light" });
    await page.frameLocator("iframe").locator(".happening").first().waitFor();

    await page.evaluate(`(() => {
      const theme = document.documentElement.style;
      theme.setProperty("--primary-background-color", "#101820");
      theme.setProperty("--primary-text-color", "#eeeeee");
      theme.setProperty("--card-background-color", "#18222c");
    })()`);

    await expect.poll(() => backgroundIn(page), PATIENCE).toBe("rgb(16, 24, 32)");
    expect(await schemeIn(page)).toBe("dark");
  });

  test("a deep link opens the clip that it names", async () => {
    const id = panel.fixture.clips[1]?.clip_id ?? "";

    const page = await panel.visitFramed(`/clips/${id}`);

    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { level: 1, name: "Car" }).waitFor();
    expect(await frame.locator(".facts code").innerText()).toBe(id);
  });

  test("a deep link is followed once: another window size does not bring one back to it", async () => {
    const page = await panel.visitFramed("/system");
    const frame = page.frameLocator("iframe");
    await frame.getByRole("heading", { name: "Detector" }).waitFor();
    await frame.getByRole("link", { name: "Cameras" }).click();
    await frame.getByRole("article").first().waitFor();

    await page.setViewportSize({ width: 500, height: 700 });
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");

    expect(await frame.getByRole("article").count()).toBe(3);
  });

  test("a message that is not Home Assistant's leads nowhere", async () => {
    const page = await panel.visit("#/review");
    await page.locator(".happening").first().waitFor();

    await page.evaluate(
      `postMessage({ type: "home-assistant/properties", route: { path: "/system" } }, "*")`,
    );
    await page.evaluate("new Promise((done) => setTimeout(done, 0))");

    expect(await page.locator(".happening").count()).toBeGreaterThan(0);
  });
});

const inFrame = (expression: string): string =>
  `((root) => ${expression})(document.querySelector("iframe").contentDocument.documentElement)`;
const backgroundIn = (page: Page): Promise<unknown> =>
  page.evaluate(inFrame("getComputedStyle(root).backgroundColor"));
const schemeIn = (page: Page): Promise<unknown> => page.evaluate(inFrame("root.style.colorScheme"));
const colorIn = (page: Page, ...names: readonly string[]): Promise<unknown> =>
  page.evaluate(inFrame(`getComputedStyle(root).getPropertyValue(${JSON.stringify(names.at(-1))})`));
