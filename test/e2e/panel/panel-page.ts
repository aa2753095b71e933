import type { Browser, Page } from "playwright-core";
import { openChromium } from "#test/servers/chromium.ts";
import { type Ingress, type IngressOptions, openIngress } from "#test/servers/ingress.ts";
import { type Fixture, type FixtureOptions, openFixture } from "./fixture-server.ts";

const STEP_TIMEOUT_MS = 20_000;

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
  /** What the browser asks for, as `de`. */
  readonly locale?: string;
}

/** The panel behind ingress, with a browser to look at it. */
export interface PanelTest extends AsyncDisposable {
  readonly fixture: Fixture;
  readonly ingress: Ingress;
  /** Opens the page at a hash route, in a browser profile of its own. */
  visit(hash: string, view?: View): Promise<Page>;
  /** Opens it as Home Assistant does: in a frame, with a deep link's path. */
  visitFramed(path?: string, view?: View): Promise<Page>;
  /** Console errors, uncaught errors and requests beside the prefix so far, and forgets them. */
  takeFaults(): readonly string[];
  /** Throws if there are any. */
  assertFaultless(): void;
}

export async function openPanelTest(
  options: FixtureOptions & Pick<IngressOptions, "holdsEvents"> = {},
): Promise<PanelTest> {
  await using stack = new AsyncDisposableStack();
  const fixture = stack.use(await openFixture(options));
  const { holdsEvents = false } = options;
  const ingress = stack.use(await openIngress({ target: fixture.url, holdsEvents }));
  const browser = await openChromium();
  stack.defer(() => browser.close());
  const owned = stack.move();
  const faults: string[] = [];

  const visit = async (url: string, view: View): Promise<Page> => {
    const page = await newPage(browser, ingress, view);
    watch(page, ingress, faults);
    await page.goto(url);
    return page;
  };
  return {
    fixture,
    ingress,
    visit: (hash, view = {}) => visit(ingress.url + hash, view),
    visitFramed: (path, view = {}) => visit(ingress.framed(path), view),
    takeFaults: () => faults.splice(0),
    assertFaultless() {
      const found = faults.splice(0);
      if (found.length > 0) throw new Error(found.join("\n"));
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function newPage(browser: Browser, { origin, cookie }: Ingress, view: View): Promise<Page> {
  const { width = 1280, height = 900, colorScheme = "light", locale = "en-GB" } = view;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale });
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: origin }]);
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  return page;
}

function watch(page: Page, ingress: Ingress, faults: string[]): void {
  const isOurs = (url: string): boolean =>
    url.startsWith(ingress.url) || url.startsWith(ingress.framed()) || /^(blob|data):/.test(url);
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    if (!isOurs(request.url())) faults.push(`request: ${request.url()}`);
  });
}

/** Noon of today: clips before it are from today whenever the test runs. */
export function noonMs(): number {
  const noon = new Date();
  noon.setHours(12, 0, 0, 0);
  return noon.getTime();
}
