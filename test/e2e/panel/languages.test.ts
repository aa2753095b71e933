import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { de } from "#panel/web/languages/de/index.ts";
import { es } from "#panel/web/languages/es/index.ts";
import { fr } from "#panel/web/languages/fr/index.ts";
import { nl } from "#panel/web/languages/nl/index.ts";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

/** The pages, what each shows once its data has come, and something that it says. */
const pages = [
  ["#/review", ".happening", "Everything"],
  ["#/cameras", ".switches", "Recording"],
  ["#/cameras/front_door", "porchlight-briefing textarea", "What is normal here"],
  ["#/cameras/front_door/rules", ".rules", "Everything in the picture"],
  ["clip", ".story", "What happened to this clip"],
  ["#/alerts", "porchlight-notifiers li", "Quiet hours"],
  ["#/system", ".facts", "What leaves your home"],
] as const satisfies readonly (readonly [string, string, keyof typeof de])[];

describe.skipIf(chromiumPath === undefined)("the panel in the reader's language", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test.each(Object.entries({ de, fr, nl, es }))(
    "who reads %s is told in that language alone, and nothing is wider than a phone",
    async (language, words) => {
      const page = await panel.visit("#/review", { width: 360, height: 800, locale: language });
      for (const [hash, content, said] of pages) {
        await page.evaluate(`location.hash = ${JSON.stringify(hash === "clip" ? clipOf(panel) : hash)}`);
        await page.locator(content).first().waitFor();
        await picture(page, `${language}${hash.replaceAll(/\W+/g, "-")}`);

        const shown = await page.evaluate<string[]>(allWords);
        const excess = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        expect(shown.join("\n")).toContain(words[said]);
        const english = shown.filter((text) => isEnglish(text, words));
        const cut = await page.evaluate(wordsCutOff);
        expect({ hash, excess, english, cut }).toEqual({ hash, excess: 0, english: [], cut: [] });
      }
      expect(await page.evaluate("document.documentElement.lang")).toBe(language);
    },
  );

  test("who reads English loads no other words", async () => {
    const page = await panel.visit("#/review");

    await page.locator(".happening").first().waitFor();

    expect(await page.evaluate(scriptsLoaded)).toHaveLength(1);
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

const clipOf = ({ fixture }: PanelTest): string => `#/clips/${fixture.clips[0]?.clip_id ?? ""}`;

/** One of our texts that this language says otherwise. */
function isEnglish(text: string, words: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(words, text) && words[text] !== text && !Object.values(words).includes(text);
}

/** All that can be read or heard on the page, in shadow roots too. */
const allWords = `(() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data.trim());
    if (node instanceof Element) {
      if (node.matches("style, code, datalist")) return;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(node.getAttribute(name) ?? "");
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    for (const child of node.childNodes) walk(child);
  };
  walk(document.body);
  return found.filter((text) => text !== "");
})()`;

/** What one taps must be readable whole. */
const wordsCutOff = `(() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) walk(element.shadowRoot);
      const isWide = element.scrollWidth > element.clientWidth && element.clientWidth > 0;
      if (isWide && element.matches("nav span:not(.count), button")) found.push(element.textContent.trim());
    }
  };
  walk(document);
  return found;
})()`;

const scriptsLoaded = `performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".js"))`;

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["PANEL_PICTURES"];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
