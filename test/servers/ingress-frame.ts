/**
 * Home Assistant's page around an app: the frame, the theme's variables on the root, and the answer to an app that
 * asks for its properties (frontend `ha-panel-app.ts`). The frame always opens the app's root.
 */
export function framePage(appUrl: string, path: string): string {
  const route = JSON.stringify({ prefix: "/app/porchlight", path }).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en" style="${lightTheme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Home Assistant</title>
<link rel="icon" href="data:,">
<style>
html, body { height: 100%; margin: 0; background: var(--primary-background-color); }
iframe { display: block; border: 0; width: 100%; height: 100%; }
</style>
</head>
<body>
<iframe title="Porchlight" src="${appUrl}" allow="fullscreen"></iframe>
<script>
const frame = document.querySelector("iframe");
const tell = () => frame.contentWindow.postMessage(
  { type: "home-assistant/properties", narrow: innerWidth < 870, route: ${route}, safeAreaInsets: {} }, "*");
window.addEventListener("message", ({ source, data }) => {
  if (source !== frame.contentWindow || data.type !== "home-assistant/subscribe-properties") return;
  tell();
  window.addEventListener("resize", tell);
});
</script>
</body>
</html>`;
}

const lightTheme = [
  "--primary-color: #7b1fa2",
  "--primary-background-color: #fafafa",
  "--card-background-color: #ffffff",
  "--primary-text-color: #212121",
  "--secondary-text-color: #5f5f5f",
].join("; ");
