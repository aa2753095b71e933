import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AlertSettings } from "#domain/alert-settings.ts";
import { chromiumPath } from "#test/servers/chromium.ts";
import { fillWithClips } from "./fixture-server.ts";
import { noonMs, openPanelTest, type PanelTest } from "./panel-page.ts";

const PATIENCE = { timeout: 20_000 };

describe.skipIf(chromiumPath === undefined)("the settings of notifications", () => {
  let panel: PanelTest;
  beforeAll(async () => {
    panel = await openPanelTest();
    fillWithClips(panel.fixture, noonMs());
  });
  afterAll(async () => await panel[Symbol.asyncDispose]());
  beforeEach(async () => await save({}));
  afterEach(() => panel.assertFaultless());

  const settings = () => panel.fixture.telling.alerting.settings();
  /** As somebody else would, from another page. */
  const save = async (change: Partial<AlertSettings>): Promise<void> => {
    const { version: _version, ...plain } = AlertSettings.parse({});
    await panel.fixture.telling.alerting.save({ ...plain, ...change }, settings().version);
  };
  const open = async (): Promise<Page> => {
    const page = await panel.visit("#/alerts");
    await page.getByRole("heading", { name: "Quiet hours" }).waitFor();
    return page;
  };
  const press = async (page: Page, name: string): Promise<void> =>
    await page.getByRole("group", { name: "Save" }).getByRole("button", { name }).click();
  const saved = async (page: Page): Promise<void> => {
    await press(page, "Save");
    await page.getByText("Not saved yet.").waitFor({ state: "detached" });
  };

  test("quiet hours are made of days, times and the sun, and are kept as they were said", async () => {
    const page = await open();
    const quiet = page.getByRole("region", { name: "Quiet hours" });

    await quiet.getByRole("button", { name: "Add hours" }).click();
    await quiet.getByRole("button", { name: "Saturdays" }).click();
    await quiet.getByRole("button", { name: "Sundays" }).click();
    await quiet.getByLabel("From: time").fill("23:15");
    await quiet.getByLabel("To: by clock or sun").selectOption("sunrise");
    await quiet.getByLabel("To: how far from sunrise").selectOption({ label: "30 min after sunrise" });
    const sentence = "At weekends from 23:15 to 30 min after sunrise of the next day.";
    await quiet.getByText(sentence).last().waitFor();
    await quiet.getByLabel("Told all the same").selectOption({ label: "Only critical risk" });
    await quiet.getByRole("button", { name: "Garage" }).click();
    await saved(page);

    expect(settings()).toMatchObject({
      quiet_hours: [{ days: ["sat", "sun"], from: "23:15", to: "sunrise+00:30" }],
      quiet_except_from: "critical",
      quiet_except_cameras: [panel.fixture.cameras.garage.id],
    });
  });

  test("what is told in a mode is chosen by camera and risk", async () => {
    const page = await open();
    const night = page.getByRole("group", { name: "Night", exact: true });

    await night.getByLabel("Cameras").selectOption({ label: "Only these cameras" });
    await night.getByRole("button", { name: "Garage" }).click();
    await night.getByLabel("Alerts").selectOption({ label: "From medium risk on" });
    await page
      .getByRole("group", { name: "Away", exact: true })
      .getByLabel("Cameras")
      .selectOption("No camera");
    await saved(page);

    const { front, garage } = panel.fixture.cameras;
    expect(settings().modes).toEqual({
      home: { cameras: null, from_risk: null },
      away: { cameras: [], from_risk: null },
      night: { cameras: [front.id, garage.id], from_risk: "medium" },
    });
  });

  test("everything else is kept as well: camera, escalation, grouping, people and template", async () => {
    const page = await open();

    await page.getByLabel("The mode is set by").selectOption({ label: "Who is at home" });
    await page.getByLabel("Whose coming and going counts").fill("person.anna,  person.ben,");
    const garage = page.locator(".camera", { hasText: "Garage" });
    await garage.locator("summary").click();
    await garage.getByLabel("Pause after an alert").selectOption({ label: "5 min" });
    await garage.getByRole("button", { name: "Add hours" }).click();
    await page.getByLabel("Tell again").selectOption({ label: "3 times" });
    await page.getByRole("combobox", { name: "Every", exact: true }).selectOption({ label: "2 min" });
    await page.getByLabel("Alerts of several cameras as one").selectOption({ label: "30 s" });
    await page.getByLabel("The snooze button lasts").selectOption({ label: "1 h" });
    await page.getByLabel("Only when").fill("{{ true }}");
    await saved(page);

    expect(settings()).toMatchObject({
      mode_follows: "people",
      people: ["person.anna", "person.ben"],
      cameras: {
        [panel.fixture.cameras.garage.id]: {
          cooldown_s: 300,
          windows: [{ days: [], from: "22:00", to: "07:00" }],
        },
      },
      escalation: { times: 3, every_s: 120, from_risk: "high" },
      group_s: 30,
      snooze_minutes: 60,
      only_when: "{{ true }}",
    });
    await page.getByText("The saved template has no answer now").waitFor();
  });

  test("what somebody else saved meanwhile is told, and nobody's change is lost", async () => {
    const page = await open();
    await page.getByLabel("Tell again").selectOption({ label: "Once" });
    await save({ snooze_minutes: 60 });

    await press(page, "Save");
    const notice = page.getByText("Somebody else saved other settings meanwhile.");
    await notice.waitFor();
    const shown = await page.getByLabel("Tell again").evaluate(chosen);
    const theirs = await page.getByLabel("The snooze button lasts").evaluate(chosen);
    expect(panel.takeFaults().filter((fault) => !fault.includes("409"))).toEqual([]);
    await saved(page);

    await notice.waitFor({ state: "detached" });
    expect([shown, theirs]).toEqual(["Once", "1 h"]);
    expect(settings()).toMatchObject({ snooze_minutes: 60, escalation: { times: 1 } });
  });

  test("says before it is saved what it would have done with the last alerts", async () => {
    const page = await open();

    await page
      .getByRole("group", { name: "Home", exact: true })
      .getByLabel("Alerts")
      .selectOption("From high risk on");
    const preview = page.getByRole("region", { name: "What this would have done" });
    await preview.getByText("Of the last 3 alerts 0 would have been told.").waitFor();

    expect(await preview.getByRole("link").count()).toBe(3);
    expect(settings().modes.home.from_risk).toBeNull();
    await press(page, "Discard");
    await preview.waitFor({ state: "detached" });
  });

  test("nobody leaves by accident what is not saved", async () => {
    const page = await open();
    const again = page.getByLabel("Tell again");
    await again.selectOption({ label: "Once" });

    await page.getByRole("link", { name: "Cameras" }).click();
    const asked = page.getByRole("alertdialog", { name: "Not saved yet" });
    await asked.getByRole("button", { name: "Stay" }).click();
    expect(page.url()).toContain("#/alerts");
    await page.getByRole("link", { name: "Cameras" }).click();
    await asked.getByRole("button", { name: "Save and leave" }).click();

    await page.getByRole("article").first().waitFor();
    await expect.poll(() => settings().escalation.times, PATIENCE).toBe(1);
  });
});

const chosen = (field: { selectedOptions: ArrayLike<{ textContent: string | null }> }): string =>
  field.selectedOptions[0]?.textContent?.trim() ?? "";
