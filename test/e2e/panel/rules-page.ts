import type { Page } from "playwright-core";
import type { Point } from "#domain/geometry.ts";
import { LiveRules } from "#domain/live-rules.ts";
import type { LiveScene } from "#ports/live-sink.ts";
import type { PanelTest, View } from "./panel-page.ts";

export const RULES = "#/cameras/front_door/rules";
export const at = (x: number, y: number): Point => ({ x, y });
export const square = [at(0.5, 0.3), at(0.9, 0.3), at(0.9, 0.8), at(0.5, 0.8)];

/** The editor of a camera, with a hand that draws in fractions of the picture. */
export interface RulesHand {
  readonly page: Page;
  tap(...points: readonly Point[]): Promise<void>;
  drag(from: Point, to: Point): Promise<void>;
  /** Of the page, in px. */
  px(point: Point): Promise<Point>;
  press(name: string | RegExp): Promise<void>;
  save(): Promise<void>;
  /** What is in force. */
  saved(): LiveRules;
}

/** Opens the editor with these rules in force. */
export async function openRules(panel: PanelTest, rules: object = {}, view: View = {}): Promise<RulesHand> {
  const { fixture } = panel;
  const { slug } = fixture.cameras.front;
  // That the yard is away is told after a while, and pushes the page down: between two steps of a hand.
  const { yard } = fixture.cameras;
  fixture.keeper.status(yard.slug, { state: "off", reason: "It is switched off.", sinceMs: Date.now() });
  fixture.rules.put(slug, LiveRules.parse(rules));
  const page = await panel.visit(RULES, view);
  await page.getByRole("toolbar", { name: "Draw" }).waitFor();
  // Heights are known once there is a picture.
  await page.locator("porchlight-rules-picture img").waitFor();

  const px = async ({ x, y }: Point): Promise<Point> => {
    await page.locator(".stage").scrollIntoViewIfNeeded();
    const box = await page.locator(".stage").boundingBox();
    if (box === null) throw new Error("there is no picture");
    return { x: box.x + box.width * x, y: box.y + box.height * y };
  };
  const press = async (name: string | RegExp): Promise<void> => {
    await page.getByRole("button", { name }).click();
  };
  return {
    page,
    px,
    press,
    async tap(...points) {
      for (const point of points) {
        const { x, y } = await px(point);
        await page.mouse.click(x, y);
      }
    },
    async drag(from, to) {
      const [a, b] = [await px(from), await px(to)];
      await page.mouse.move(a.x, a.y);
      await page.mouse.down();
      await page.mouse.move((a.x + b.x) / 2, (a.y + b.y) / 2);
      await page.mouse.move(b.x, b.y);
      await page.mouse.up();
    },
    async save() {
      await press("Save");
      await page.getByText("Not saved yet.").waitFor({ state: "detached" });
    },
    saved: () => LiveRules.parse(fixture.rules.read(slug)),
  };
}

/** Corners as they were meant: a pixel is up to so much of a small picture. */
export const near = (points: readonly Point[] | undefined, digits = 2): readonly Point[] | undefined =>
  points?.map(({ x, y }) => at(Number(x.toFixed(digits)), Number(y.toFixed(digits))));

/** A person who stands on the porch. */
export function personAt(x: number, y: number, zones: readonly string[] = []): LiveScene {
  return {
    atMs: Date.now(),
    rulesVersion: 1,
    tracks: [
      {
        id: 7,
        label: "person",
        score: 0.91,
        box: { x: x - 0.05, y: y - 0.3, width: 0.1, height: 0.3 },
        isStationary: false,
        isLost: false,
        zones,
        sinceMs: Date.now(),
      },
    ],
    zones: [{ id: "porch", name: "Porch", count: zones.length, labels: { person: 1 }, isLoitering: false }],
    lines: [{ id: "gate", name: "Gate", in: 12, out: 9, inToday: 2, outToday: 1 }],
  };
}
