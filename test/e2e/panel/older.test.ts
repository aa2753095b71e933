import { expect, test } from "vitest";
import { chromiumPath } from "#test/servers/chromium.ts";
import { makeClip } from "./made-clips.ts";
import { noonMs, openPanelTest } from "./panel-page.ts";

const PATIENCE = { timeout: 30_000 };
/** Two pages and a half of the list. */
const MOMENTS = 75;
/** With one clip before the pairs, each edge of a page lies between two clips of one moment. */
const CLIPS = 1 + 2 * MOMENTS;

test.skipIf(chromiumPath === undefined)(
  "older clips come page by page, also two of one millisecond at the edge of a page",
  async () => {
    await using panel = await openPanelTest();
    const { fixture } = panel;
    const { front, garage, yard } = fixture.cameras;
    const add = (camera: typeof front, minutes: number) =>
      fixture.add(makeClip({ camera, startedAtMs: noonMs() - minutes * 60_000, path: fixture.scenes.large }));
    add(yard, 0);
    for (let n = 1; n <= MOMENTS; n += 1) for (const camera of [front, garage]) add(camera, n);
    const page = await panel.visit("#/review");
    const cards = page.locator("a.happening");
    const older = page.getByRole("button", { name: "Show older" });

    await expect.poll(() => cards.count(), PATIENCE).toBe(60);
    await older.click();
    await expect.poll(() => cards.count(), PATIENCE).toBe(120);
    await older.click();

    await expect.poll(() => cards.count(), PATIENCE).toBe(CLIPS);
    await expect.poll(() => older.count(), PATIENCE).toBe(0);
    panel.assertFaultless();
  },
);
