import { mdiAlertCircleOutline } from "@mdi/js";
import { html, LitElement, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import type { RuleFault } from "#api/rules-wire.ts";
import { named, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import type { Draft } from "./rules-draft.ts";
import { formStyles } from "./rules-form-styles.ts";
import { type LimitActs, limitsFields, type Measured } from "./rules-limits-form.ts";
import { objectsField } from "./rules-objects.ts";
import { shared } from "./styles.ts";
import { listOf } from "./words.ts";

export interface CameraFormActs extends LimitActs {
  /** Objects that are a reason for an alert also when they leave. */
  left(words: string[]): void;
}

/** What holds for everything that the camera sees, wherever it is. */
export class RulesCameraForm extends LitElement {
  static override readonly properties = {
    draft: { attribute: false },
    faults: { attribute: false },
    measured: {},
    scene: { attribute: false },
    aspect: { type: Number },
    acts: { attribute: false },
  };
  declare draft: Draft;
  /** Of this form, paths from the document on. */
  declare faults: readonly RuleFault[];
  declare measured: Measured | undefined;
  declare scene: LiveSceneWire | null;
  declare aspect: number;
  declare acts: CameraFormActs;

  override render(): TemplateResult {
    const { draft, acts, measured, scene, aspect } = this;
    const left = draft.alerts_on_left;
    return html`<section aria-label=${t("Everything in the picture")}>
      <p class="soft small">${t("Holds for the whole camera. Zones and lines may be stricter.")}</p>
      ${this.faults.map(
        ({ sentence }) =>
          html`<p class="row wrong" role="alert">${icon(mdiAlertCircleOutline)} <span>${sentence}</span></p>`,
      )}
      ${limitsFields({ limits: draft.size, measured, scene, aspect, acts })}
      ${objectsField(t("Alert on leaving: {what}", { what: left.length === 0 ? t("nothing") : listOf(left.map(named)) }), left, acts.left)}
      <p class="soft small">${t("What stood still and then goes away, as a parked car does, is a reason to tell you.")}</p>
    </section>`;
  }

  static override readonly styles = [shared, formStyles];
}
customElements.define("porchlight-rules-camera", RulesCameraForm);
