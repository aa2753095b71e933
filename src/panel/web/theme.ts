/** Variables of Home Assistant's themes that the page's own colours are made of (page.css). */
const THEME_VARIABLES = [
  "--primary-background-color",
  "--secondary-background-color",
  "--card-background-color",
  "--primary-text-color",
  "--secondary-text-color",
  "--text-primary-color",
  "--divider-color",
  "--primary-color",
  "--error-color",
  "--warning-color",
  "--success-color",
  "--app-header-background-color",
  "--app-header-text-color",
] as const;

/**
 * Wears the theme of the Home Assistant that embeds the page, and follows it when it changes. Ingress serves both
 * from one origin, so its colours can be read; elsewhere the page's own colours stay.
 */
export function wearTheme(): void {
  const host = embeddingRoot();
  if (host === undefined) return;
  const wear = (): void => copyTheme(host);
  new MutationObserver(wear).observe(host, { attributes: true, attributeFilter: ["style", "class"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", wear);
  wear();
}

function embeddingRoot(): HTMLElement | undefined {
  if (window.parent === window) return undefined;
  try {
    return window.parent.document.documentElement;
  } catch {
    // Another origin embeds the page: its colours are its own.
    return undefined;
  }
}

function copyTheme(host: HTMLElement): void {
  const theirs = getComputedStyle(host);
  const root = document.documentElement.style;
  for (const name of THEME_VARIABLES) {
    const value = theirs.getPropertyValue(name).trim();
    if (CSS.supports("color", value)) root.setProperty(name, value);
    else root.removeProperty(name);
  }
  root.colorScheme = isDark(theirs.getPropertyValue("--primary-background-color").trim()) ?? "light dark";
}

/** Scroll bars, menus and the player's controls follow `color-scheme`, not our variables. */
function isDark(color: string): "dark" | "light" | undefined {
  if (!CSS.supports("color", color)) return undefined;
  const probe = document.createElement("canvas").getContext("2d");
  if (probe === null) return undefined;
  probe.fillStyle = color;
  probe.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = probe.getImageData(0, 0, 1, 1).data;
  return red * 0.299 + green * 0.587 + blue * 0.114 < 128 ? "dark" : "light";
}
