import { mdiAlertCircleOutline, mdiDeleteOutline, mdiSwapHorizontal } from "@mdi/js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import type { RuleFault } from "#api/rules-wire.ts";
import { cameraStyles } from "./camera-parts.ts";
import { named, type Text, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { type Chosen, type DraftRule, type RuleChange, ruleWords } from "./rules-draft.ts";
import { formStyles } from "./rules-form-styles.ts";
import { type LimitActs, limitsFields, type Measured } from "./rules-limits-form.ts";
import { objectsField } from "./rules-objects.ts";
import { shared } from "./styles.ts";
import { listOf, percentOf } from "./words.ts";

const NAME_CHARS_MAX = 64;
const INERTIA_MAX = 30;
const LOITER_S_FIRST = 10;
const LOITER_S_MAX = 86_400;

const deleteWords = {
  zones: "Delete this zone",
  lines: "Delete this line",
  masks: "Delete this mask",
} as const satisfies Record<Chosen["kind"], Text>;

export interface FormActs extends LimitActs {
  change(change: RuleChange, about: string): void;
  rename(name: string): void;
  turn(): void;
  remove(): void;
}

/** Everything about the chosen zone, line or mask that cannot be drawn. */
export class RulesForm extends LitElement {
  static override readonly properties = {
    rule: { attribute: false },
    chosen: { attribute: false },
    faults: { attribute: false },
    measured: {},
    scene: { attribute: false },
    aspect: { type: Number },
    acts: { attribute: false },
  };
  declare rule: DraftRule;
  declare chosen: Chosen;
  /** Of this one, paths from here on. */
  declare faults: readonly RuleFault[];
  declare measured: Measured | undefined;
  declare scene: LiveSceneWire | null;
  declare aspect: number;
  declare acts: FormActs;

  override render(): TemplateResult {
    const { rule, chosen } = this;
    const word = t(ruleWords[chosen.kind]);
    return html`<section aria-label="${word} ${rule.name}">
      ${this.wrong("")} ${this.wrong("polygon")} ${this.wrong("a")} ${this.wrong("b")}
      <label class="field"><span>${t("Name")}</span>
        <input name="name" maxlength=${NAME_CHARS_MAX} .value=${rule.name} required
          @input=${(event: Event) => this.acts.rename(valueOf(event))} />
      </label>
      <p class="soft small slug">${t("In Home Assistant:")} <code>${rule.id}</code></p>
      ${this.wrong("name")} ${this.wrong("id")}
      ${chosen.kind === "lines" ? this.direction() : nothing}
      ${this.objects()} ${this.wrong("objects")}
      ${"inertia" in rule ? this.limits(rule) : nothing}
      <button class="button remove" @click=${() => this.acts.remove()}>${icon(mdiDeleteOutline)} ${t(deleteWords[chosen.kind])}</button>
    </section>`;
  }

  private direction(): TemplateResult {
    return html`<div class="row">
      <p class="soft small">${t("The arrow points to")} <b>${t("in")}</b>.</p>
      <button class="button push" @click=${() => this.acts.turn()}>${icon(mdiSwapHorizontal)} ${t("Turn round")}</button>
    </div>`;
  }

  private objects(): TemplateResult {
    const { objects } = this.rule;
    const hides = this.chosen.kind === "masks";
    const what = objects.length === 0 ? t("everything") : listOf(objects.map(named));
    const legend = hides ? t("Hides: {what}", { what }) : t("Counts: {what}", { what });
    const motion =
      objects.length === 0
        ? t("What moves there alone is not recorded.")
        : t("Motion there is still recorded.");
    return html`${objectsField(legend, objects, (words) => this.acts.change({ objects: words }, ""))}
      ${hides ? html`<p class="soft small">${motion}</p>` : nothing}`;
  }

  private limits(rule: Extract<DraftRule, { inertia: number }>): TemplateResult {
    const isLine = this.chosen.kind === "lines";
    return html`${this.flag(t("Alert"), isLine ? t("Crossing it is a reason to tell you") : t("Somebody in it is a reason to tell you"), rule.alerts, (alerts) => ({ alerts }))}
      ${this.score(rule.min_score)} ${this.wrong("min_score")}
      ${"polygon" in rule ? this.loiter(rule.loiter_s) : nothing} ${this.wrong("loiter_s")}
      ${this.number(t("Pictures in a row"), isLine ? t("until it counts as crossed") : t("until it counts as inside"), "inertia", rule.inertia, INERTIA_MAX)}
      ${this.wrong("inertia")} ${limitsFields({ limits: rule, measured: this.measured, scene: this.scene, aspect: this.aspect, acts: this.acts })}
      ${["min_area", "max_area", "min_ratio", "max_ratio", "min_height"].map((field) => this.wrong(field))}`;
  }

  private flag(
    title: string,
    does: string,
    on: boolean,
    change: (on: boolean) => RuleChange,
  ): TemplateResult {
    return html`<label class="switch">
      <span class="said"><span>${title}</span><span class="soft small">${does}</span></span>
      <input type="checkbox" role="switch" .checked=${on}
        @change=${(event: Event) => this.acts.change(change((event.target as HTMLInputElement).checked), "")} />
    </label>`;
  }

  private score(score: number | undefined): TemplateResult {
    return html`<label class="field"><span class="row">${t("Least score")} <span class="push soft">${score === undefined ? t("as the camera's") : percentOf(score)}</span></span>
      <input type="range" name="min_score" min="0" max="95" step="5" .value=${String(Math.round((score ?? 0) * 100))}
        @input=${(event: Event) => {
          const percent = Number(valueOf(event));
          this.acts.change({ min_score: percent === 0 ? undefined : percent / 100 }, "min_score");
        }} />
    </label>`;
  }

  private loiter(seconds: number | undefined): TemplateResult {
    return html`${this.flag(t("Loitering"), t("Tell when somebody stays"), seconds !== undefined, (on) => ({ loiter_s: on ? LOITER_S_FIRST : undefined }))}
      ${seconds === undefined ? nothing : this.number(t("Seconds"), t("until it is loitering"), "loiter_s", seconds, LOITER_S_MAX)}`;
  }

  private number(
    title: string,
    does: string,
    field: "inertia" | "loiter_s",
    value: number,
    max: number,
  ): TemplateResult {
    return html`<label class="field inline"><span class="said"><span>${title}</span><span class="soft small">${does}</span></span>
      <input type="number" inputmode="numeric" name=${field} min="1" max=${max} step="1" .value=${String(value)}
        @change=${(event: Event) => {
          const typed = Math.round(Number(valueOf(event)));
          this.acts.change(
            { [field]: Number.isFinite(typed) ? Math.min(max, Math.max(1, typed)) : value },
            "",
          );
          this.requestUpdate();
        }} />
    </label>`;
  }

  /** What is wrong with this field, right at it. */
  private wrong(field: string): TemplateResult | typeof nothing {
    const found = this.faults.filter(({ path }) => String(path[0] ?? "") === field);
    if (found.length === 0) return nothing;
    return html`${found.map(
      ({ sentence }) =>
        html`<p class="row wrong" role="alert">${icon(mdiAlertCircleOutline)} <span>${sentence}</span></p>`,
    )}`;
  }

  static override readonly styles = [shared, cameraStyles, formStyles];
}
customElements.define("porchlight-rules-form", RulesForm);

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value;
