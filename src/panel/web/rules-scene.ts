import { html, nothing, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import { footOf } from "#domain/track-seen.ts";
import { type Draft } from "./rules-draft.ts";
import { isInside, type Size } from "./rules-hit.ts";
import { placed } from "./rules-shapes.ts";
import { capital } from "./words.ts";

/** Of the picture: words beyond it go to the left, so that they are not cut off. */
const HALF = 0.5;

/** What the rules see: each thing that is followed, and the foot point that decides where it is. */
export function sceneOf(
  scene: LiveSceneWire | null,
  draft: Draft,
  size: Size,
): TemplateResult | typeof nothing {
  if (scene === null) return nothing;
  return html`${scene.tracks.map(({ id, label, score, box, lost, stationary }) => {
    const foot = footOf(box);
    const isIn = draft.zones.some(({ polygon }) => isInside(polygon, foot, size));
    const at = `${placed(box)}; width: ${box.width * 100}%; height: ${box.height * 100}%`;
    const words = `${capital(label)} ${Math.round(score * 100)} %${stationary ? ", stands" : ""}`;
    return html`<span class="track ${lost ? "lost" : ""}" style=${at} data-track=${id}></span>
      <span class="foot ${isIn ? "in" : ""} ${foot.x > HALF ? "left" : ""}" style=${placed(foot)}><span class="what">${words}</span></span>`;
  })}`;
}
