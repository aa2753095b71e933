import { html, nothing, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import "./rules-camera-form.ts";
import type { CameraFormActs } from "./rules-camera-form.ts";
import { cameraFaults, type DeskView, faultsOf } from "./rules-desk.ts";
import { ruleOf, type Subject } from "./rules-draft.ts";
import "./rules-form.ts";
import type { FormActs } from "./rules-form.ts";
import type { Measured } from "./rules-limits-form.ts";

export interface FormOf {
  readonly view: Pick<DeskView, "draft" | "faults">;
  readonly chosen: Subject | undefined;
  readonly measured: Measured | undefined;
  readonly scene: LiveSceneWire | null;
  readonly aspect: number;
  readonly acts: { readonly drawn: FormActs; readonly camera: CameraFormActs };
}

/** The form of what is chosen. */
export function formOf({
  view,
  chosen,
  measured,
  scene,
  aspect,
  acts,
}: FormOf): TemplateResult | typeof nothing {
  const { draft, faults } = view;
  if (draft === undefined || chosen === undefined) return nothing;
  if (chosen === "camera") {
    return html`<porchlight-rules-camera
      .draft=${draft}
      .faults=${cameraFaults(faults)}
      .measured=${measured}
      .scene=${scene}
      .aspect=${aspect}
      .acts=${acts.camera}
    ></porchlight-rules-camera>`;
  }
  const rule = ruleOf(draft, chosen);
  if (rule === undefined) return nothing;
  return html`<porchlight-rules-form
    .rule=${rule}
    .chosen=${chosen}
    .faults=${faultsOf(faults, chosen)}
    .measured=${measured}
    .scene=${scene}
    .aspect=${aspect}
    .acts=${acts.drawn}
  ></porchlight-rules-form>`;
}
