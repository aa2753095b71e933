import type { Page } from "playwright-core";
import type { View } from "./panel-page.ts";

/** Where pictures of the pages go, for whoever wants to look at them. */
const picturesDir = process.env["PORCHLIGHT_PICTURES_DIR"];

/** How pages are looked at: a phone at night, a desk by day, and the other way round. */
export const views: readonly (readonly [string, View])[] = [
  ["phone-dark", { width: 360, height: 780, colorScheme: "dark" }],
  ["phone-light", { width: 360, height: 780, colorScheme: "light" }],
  ["desk-light", { width: 1280, height: 900, colorScheme: "light" }],
  ["desk-dark", { width: 1280, height: 900, colorScheme: "dark" }],
];

export async function keepPicture(page: Page, name: string): Promise<void> {
  if (picturesDir !== undefined) {
    await page.evaluate("scrollTo(0, 0)");
    await page.screenshot({ path: `${picturesDir}/${name}.png`, fullPage: true });
  }
}

/** Whether something reaches beyond the window, and fields and buttons that nobody can name or hit. */
export async function faultsOf(page: Page): Promise<{ excess: number; nameless: number; small: string[] }> {
  const excess = Number(await page.evaluate("document.documentElement.scrollWidth - innerWidth"));
  let nameless = 0;
  for (const role of ["link", "button", "switch", "combobox", "textbox", "meter"] as const) {
    nameless += await page.getByRole(role, { name: /^$/ }).count();
  }
  return { excess, nameless, small: await page.evaluate<string[]>(SMALL) };
}

/** Nothing at all of this may be found. */
export const faultless = { excess: 0, nameless: 0, small: [] };

/** Buttons and fields of our pages that are less than 36 px high or wide: a thumb misses them. */
const SMALL = `(() => {
  const found = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      if (!one.matches("button, select, input:not([type=checkbox]), textarea, summary")) continue;
      const { width, height } = one.getBoundingClientRect();
      if (width > 0 && (width < 32 || height < 32)) {
        found.push(one.outerHTML.replace(/<!--.*?-->/g, "").slice(0, 120) + " " + width + "x" + height);
      }
    }
  };
  look(document);
  return found;
})()`;
