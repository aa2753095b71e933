import "./without-eval.ts";
import "./app.ts";
import { followDeepLinks } from "./home-assistant.ts";
import { wearTheme } from "./theme.ts";

wearTheme();
followDeepLinks((path) => {
  location.hash = `#${path}`;
});
