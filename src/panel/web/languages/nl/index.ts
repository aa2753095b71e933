import { alertTest } from "./alertTest.ts";
import { cameras } from "./cameras.ts";
import { common } from "./common.ts";
import { interest } from "./interest.ts";
import { objects } from "./objects.ts";
import { review } from "./review.ts";
import { storage } from "./storage.ts";

export const nl = { ...alertTest, ...cameras, ...common, ...interest, ...objects, ...review, ...storage };
