import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

/** `node addon/draw.ts` renders icon.png and logo.png from addon/art by the machine's own Chromium. */
const root = join(import.meta.dirname, "..");
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});

try {
  await draw("icon", 128, 128);
  await draw("logo", 250, 100);
} finally {
  await browser.close();
}

async function draw(name: "icon" | "logo", width: number, height: number): Promise<void> {
  const svg = await readFile(join(root, "addon/art", `${name}.svg`), "utf8");
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
  await page.setContent(`<body style="margin:0;line-height:0">${svg}</body>`);
  await writeFile(join(root, `${name}.png`), await page.screenshot({ omitBackground: true }));
  await page.close();
}
