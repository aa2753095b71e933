import { CameraSlug } from "#domain/ids.ts";
import { rulesPartContract } from "#test/contracts/rules-part.ts";
import { makeFakeRules } from "./rules-part.ts";

const cameras = [CameraSlug.parse("front_door"), CameraSlug.parse("yard")] as const;

rulesPartContract("the fake rules", cameras, makeFakeRules);
