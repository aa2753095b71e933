import "./without-eval.ts";
import "./app.ts";
import { followDeepLinks } from "./home-assistant.ts";
import { loadWords, locale } from "./i18n.ts";
import { wearTheme } from "./theme.ts";

wearTheme();
// The page is made only now: no element may show before its words are there.
await loadWords(navigator.languages);
document.documentElement.lang = locale();
document.body.prepend(document.createElement("porchlight-panel"));
followDeepLinks((path) => {
  location.hash = `#${path}`;
});
