import type { ApiParts } from "#api/parts.ts";
import { livePlan } from "#config/plan.ts";
import type { ReadOptions } from "#config/read-options.ts";
import { Failure } from "#domain/failure.ts";
import type { CameraSlug } from "#domain/ids.ts";
import type { RulesStore } from "#live/rules-store.ts";
import type { CameraView, House } from "#ports/house.ts";

/** What the owner draws in the panel, as the API reads and saves it. */
export function drawnRules(
  { cameras }: ReadOptions,
  house: House,
  store: RulesStore,
): NonNullable<ApiParts["rules"]> {
  const configured = new Map(cameras.map((camera) => [camera.slug, camera]));
  const known = (slug: CameraSlug): CameraView => {
    const camera = house.camera(slug);
    if (!camera) throw new Failure("rejected", `There is no camera "${slug}".`);
    return camera;
  };
  return {
    read: (slug) => store.read(known(slug)),
    async save(slug, rules) {
      const saved = await store.save(known(slug), rules, rules.version);
      if (saved.ok) return saved.value;
      const { error } = saved;
      const words =
        error.kind === "conflict" ? [error.sentence] : error.faults.map(({ sentence }) => sentence);
      throw new Failure("rejected", words.join(" "));
    },
    plan(slug, rules) {
      const video = known(slug).status.video;
      const camera = configured.get(slug);
      if (!camera) throw new Failure("rejected", `Camera "${slug}" is not in the options any more.`);
      const aspect = video && video.height > 0 ? { aspect: video.width / video.height } : {};
      return livePlan(camera, { rules, ...aspect });
    },
  };
}
