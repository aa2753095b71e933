import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

/** What each page shows once its data has come. */
const pages = [
  ["#/review", ".happening"],
  ["#/cameras", ".switches"],
] as const;
const GERMAN = { width: 360, height: 800, locale: "de-DE" };

describe.skipIf(chromiumPath === undefined)("the panel in the reader's language", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test("who reads German is told in German, and nothing is wider than a phone", async () => {
    const page = await panel.visit("#/review", GERMAN);
    for (const [hash, content] of pages) {
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.locator(content).first().waitFor();
      await picture(page, `de${hash.replaceAll(/\W+/g, "-")}`);

      const excess = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect({ hash, excess }).toEqual({ hash, excess: 0 });
    }

    await page.evaluate("location.hash = '#/review'");
    await page.getByRole("link", { name: "Alles", exact: true }).waitFor();
    expect(await page.getByLabel("Kamera").locator("option").first().innerText()).toBe("Alle Kameras");
    expect(await page.evaluate("document.documentElement.lang")).toBe("de-DE");
  });

  test("who reads English loads no other words", async () => {
    const page = await panel.visit("#/review");

    await page.locator(".happening").first().waitFor();

    const scripts = await page.evaluate(scriptsLoaded);
    expect(scripts).toHaveLength(1);
  });

  test.each(["abort", "leave open"])("words that do not come (%s) leave English", async (how) => {
    const page = await panel.visit("#/review");
    await page.route(/\/assets\/(?!index)[^/]*\.js$/, async (route) => {
      if (how === "abort") await route.abort();
    });
    await page.addInitScript("Object.defineProperty(navigator, 'languages', { get: () => ['de'] })");
    await page.reload();

    await page.getByRole("link", { name: "Everything", exact: true }).waitFor();

    expect(await page.evaluate("document.documentElement.lang")).toBe("en-GB");
    expect(panel.takeFaults().filter((fault) => !fault.includes("ERR_FAILED"))).toEqual([]);
  });
});

const scriptsLoaded = `performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js"))`;

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["PANEL_PICTURES"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
