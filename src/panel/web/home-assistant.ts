/** A path within the panel, as Home Assistant hands it over: `/clips/front_door_20261120T081500Z`. */
const PANEL_PATH = /^(\/[a-zA-Z0-9_]+){1,3}$/;

/**
 * Follows deep links. `/app/{slug}/{path}` in Home Assistant always opens the root of the page; the rest of the
 * path is told to pages that ask (frontend `ha-panel-app.ts`, since 2026.2). Where nobody answers nothing happens.
 */
export function followDeepLinks(go: (path: string) => void): void {
  if (window.parent === window) return;
  let followed = "";
  window.addEventListener("message", ({ source, origin, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || origin !== location.origin) return;
    const path = pathOf(data);
    // The same message comes again whenever the window changes its size.
    if (path === undefined || path === followed) return;
    followed = path;
    go(path);
  });
  window.parent.postMessage(
    { type: "home-assistant/subscribe-properties", kioskMode: false },
    location.origin,
  );
}

function pathOf(message: unknown): string | undefined {
  if (!isObject(message) || message["type"] !== "home-assistant/properties") return undefined;
  const { route } = message;
  const path = isObject(route) ? route["path"] : undefined;
  return typeof path === "string" && PANEL_PATH.test(path) ? path : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
