import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { DROPBOX_CODE, DROPBOX_PAGE, NARROW_CODE } from "./made-storages.ts";
import { openPanelTest, type PanelTest } from "./panel-page.ts";

describe.skipIf(chromiumPath === undefined)("the storage card of the System page", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  afterEach(() => panel.assertFaultless());

  test("says of each place what waits, what is wrong, and when clips go there", async () => {
    const page = await panel.visit("#/system");
    const card = page.getByRole("region", { name: "Storage" });

    await card.getByText("WebDAV", { exact: true }).waitFor();

    const text = await card.innerText();
    expect(text).toContain("12 clips wait until you log in to Dropbox.");
    expect(text).toMatch(/WebDAV cloud\.example.*\s+1 clip waits to be copied\.\s+cloud\.example is full\./);
    expect(text).toContain("From 22:00 to 06:30. Clips with an alert go at once.");
    expect(text).toContain("This machine");
    expect(text).not.toContain("thief");
  });

  test("leads through the log-in, at the width of a phone and by keyboard", async () => {
    const page = await panel.visit("#/system", { width: 360, height: 780, colorScheme: "dark" });
    const card = page.getByRole("region", { name: "Storage" });

    await card.getByRole("button", { name: "Log in to Dropbox" }).press("Enter");
    const link = card.getByRole("link", { name: "Open Dropbox" });
    await link.waitFor();
    expect(await link.getAttribute("href")).toBe(DROPBOX_PAGE);
    expect(await link.getAttribute("rel")).toContain("noreferrer");
    await card.getByLabel("Enter the code here.").fill("mistyped");
    await page.keyboard.press("Enter");
    await card.getByText("does not know this code").waitFor();
    const wide = await page.evaluate("document.documentElement.scrollWidth");
    expect(wide).toBeLessThanOrEqual(360);
    // The browser itself says in its console what a server refuses.
    expect(panel.takeFaults().filter((fault) => !fault.includes("409"))).toEqual([]);
    await card.getByLabel("Enter the code here.").fill(NARROW_CODE);
    await page.keyboard.press("Enter");
    await card.getByText("The Dropbox app may not do this.").waitFor();
    await card.getByRole("button", { name: "Log in to Dropbox" }).press("Enter");
    await card.getByLabel("Enter the code here.").fill(DROPBOX_CODE);
    await page.keyboard.press("Enter");

    await card.getByText("The Dropbox app may not do this.").waitFor({ state: "detached" });
    expect(await card.innerText()).toContain("12 clips wait to be copied.");
    expect(await card.getByRole("button").count()).toBe(0);
  });
});
