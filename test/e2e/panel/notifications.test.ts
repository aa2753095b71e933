import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AlertSettings } from "#domain/alert-settings.ts";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { fillTelling } from "./made-stories.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";
import { faultless, faultsOf, keepPicture, views } from "./pictures.ts";

const PATIENCE = { timeout: 20_000 };

describe.skipIf(chromiumPath === undefined)("the page of notifications", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
    await fillTelling(panel.fixture);
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  beforeEach(async () => await save({}));
  afterEach(() => panel.assertFaultless());

  const alerting = () => panel.fixture.telling.alerting;
  /** As somebody else would, from another page. */
  const save = async (change: Partial<AlertSettings>): Promise<void> => {
    const { version, ...plain } = AlertSettings.parse({
      quiet_hours: [{ days: ["mon", "tue", "wed", "thu", "fri"], from: "22:00", to: "06:30" }],
      mode_follows: "people",
    });
    await alerting().save({ ...plain, ...change }, alerting().settings().version + version);
  };
  const open = async (view = {}): Promise<Page> => {
    const page = await panel.visit("#/alerts", view);
    await page.getByRole("heading", { name: "Quiet hours" }).waitFor();
    await page.getByRole("heading", { name: "Who tells you" }).waitFor();
    return page;
  };

  test.each(views)("fits, and all on it has a name: %s", async (name, view) => {
    const page = await open(view);
    await page.locator(".camera summary").first().click();
    await page
      .getByRole("region", { name: "Quiet hours" })
      .getByLabel("To: by clock or sun")
      .selectOption("sunrise");
    await page.getByText("would have been told").first().waitFor();
    await page.getByText("E-mail to alice@example.org").waitFor();

    const faults = await faultsOf(page);
    await keepPicture(page, `notifications-${name}`);

    expect(faults).toEqual(faultless);
  });

  test("sets the mode and snoozes at a click, and says how things stand", async () => {
    const page = await open();
    const now = page.getByRole("region", { name: "How things stand" });
    const modes = now.getByRole("group", { name: "Mode of the house" });

    await modes.getByRole("button", { name: "Away" }).click();
    await now.getByText("Mode: Away.").waitFor();
    await now.getByRole("button", { name: "Snooze: 1 h" }).click();
    await now
      .getByText(/^Snoozed until/)
      .first()
      .waitFor();
    const until = alerting().snoozes().house ?? 0;
    await now.getByRole("button", { name: "End the snooze", exact: true }).click();
    await now.getByRole("heading", { name: "You are told of alerts" }).waitFor();
    await modes.getByRole("button", { name: "Home" }).click();
    await now.getByText("Mode: Home.").waitFor();

    expect(Math.round((until - Date.now()) / 60_000)).toBeGreaterThan(58);
    expect(alerting().snoozes().house).toBeUndefined();
    expect(await modes.getByRole("button", { name: "Home" }).getAttribute("aria-pressed")).toBe("true");
  });

  test("says that it is quiet now, and until when", async () => {
    const hour = new Date().getHours();
    const clock = (hours: number): string => `${String((hour + hours + 24) % 24).padStart(2, "0")}:00`;
    await save({ quiet_hours: [{ days: [], from: clock(-1), to: clock(2) }] });
    const page = await open();

    const text = await page.getByRole("region", { name: "How things stand" }).innerText();

    expect(text).toContain(`Quiet now until ${clock(2)}`);
    expect(text).toMatch(/Front door\s+Quiet/);
  });

  test("an alert that nobody has seen stands first, and is seen at a click", async () => {
    const page = await open();
    const open_ = page.getByRole("region", { name: "Not seen yet" });
    await open_.getByText("A stranger tries the handle").waitFor();
    expect(alerting().open()).toHaveLength(1);

    await open_.getByRole("button", { name: /^I have seen it/ }).press("Enter");

    await open_.waitFor({ state: "detached" });
    expect(alerting().open()).toEqual([]);
  });

  test("a camera is snoozed and woken by itself", async () => {
    const { garage } = panel.fixture.cameras;
    await alerting().snooze(garage.slug, undefined);
    const page = await open();

    await page.getByRole("button", { name: "Garage: Snooze 30 min" }).click();
    await page.getByRole("button", { name: "Garage: End the snooze" }).waitFor();
    expect([...alerting().snoozes().cameras.keys()]).toEqual([garage.slug]);
    await page.getByRole("button", { name: "Garage: End the snooze" }).click();

    await page.getByRole("button", { name: "Garage: Snooze 30 min" }).waitFor();
    expect(alerting().snoozes().cameras.size).toBe(0);
  });

  test("each way of telling says how it does, is tried, and says what came of it", async () => {
    const page = await open();
    const card = page.getByRole("region", { name: "Who tells you" });
    await card.getByText("MQTT").waitFor();

    await card.getByRole("button", { name: "Test: Phones" }).click();
    await card.getByText("The test was sent.").waitFor();
    await card.getByRole("button", { name: "Test: E-mail to alice@example.org" }).click();
    await expect.poll(() => card.getByText("knows no such log-in").count(), PATIENCE).toBe(1);
    // The browser itself says in its console what a server refuses.
    expect(panel.takeFaults().filter((fault) => !fault.includes("409"))).toEqual([]);

    expect(await card.innerText()).toContain("2 alerts wait to be told.");
    expect(await card.getByRole("button", { name: "Test: MQTT" }).count()).toBe(0);
  });
});
