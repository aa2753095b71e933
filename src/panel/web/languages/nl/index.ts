import { alertTest } from "./alert-test.ts";
import { alerting } from "./alerting.ts";
import { camera } from "./camera.ts";
import { cameras } from "./cameras.ts";
import { clip } from "./clip.ts";
import { common } from "./common.ts";
import { days } from "./days.ts";
import { interest } from "./interest.ts";
import { objects } from "./objects.ts";
import { panel } from "./panel.ts";
import { review } from "./review.ts";
import { rules } from "./rules.ts";
import { standing } from "./standing.ts";
import { storage } from "./storage.ts";
import { story } from "./story.ts";
import { system } from "./system.ts";
import { words } from "./words.ts";

export const nl = {
  ...alertTest,
  ...alerting,
  ...camera,
  ...cameras,
  ...clip,
  ...common,
  ...days,
  ...interest,
  ...objects,
  ...panel,
  ...review,
  ...rules,
  ...standing,
  ...storage,
  ...story,
  ...system,
  ...words,
};
