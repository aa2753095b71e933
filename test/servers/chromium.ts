import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Talks to nobody but the page under test. */
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser of the system, if there is one. Tests that need it are skipped where it is missing. */
export const chromiumPath: string | undefined = PATHS.find((path) => existsSync(path));

export async function openChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("No Chromium. Install it: apt-get install chromium");
  return await chromium.launch({ executablePath: chromiumPath, args: ARGS });
}
