import { html, noChange, nothing, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import { named, t } from "./i18n.ts";
import type { Limits } from "./rules-draft.ts";
import { percentOf, type SizeEnd, sizeEnds, sizeLike, sizeWords } from "./rules-sizes.ts";

/** Of what is seen now, to take a limit from. */
const SEEN_MAX = 4;
/** As the schema has them. */
const RATIO_LEAST = 0.01;
const RATIO_MOST = 100;
const PERCENT_LEAST = 0.01;
/** Of the little box beside a limit of form, px. */
const GLYPH_PX = 26;

/** What is being set on the picture. */
export type Measured = "height" | "area";

export interface LimitActs {
  limit(change: Limits): void;
  /** Begins setting this on the picture, with a guess where it is not limited yet; without anything it ends. */
  measure(what: "height" | SizeEnd | undefined): void;
}

export interface LimitsField {
  readonly limits: Limits;
  readonly measured: Measured | undefined;
  readonly scene: LiveSceneWire | null;
  readonly aspect: number;
  readonly acts: LimitActs;
}

/** How large, of which form and how tall a thing must be to count. */
export function limitsFields(field: LimitsField): TemplateResult {
  const { limits, measured } = field;
  const { min_area, max_area, min_ratio, max_ratio } = limits;
  const isOpen =
    measured === "area" || [min_area, max_area, min_ratio, max_ratio].some((one) => one !== undefined);
  // What somebody has opened or closed by hand stays so.
  return html`<details open=${isOpen ? "" : noChange}>
      <summary>${t("Size and form:")} <span class="soft">${wordsOf(limits)}</span></summary>
      <div class="sizes">
        ${areaField(field, "smallest")} ${areaField(field, "largest")}
        ${onPicture(field)} ${seenNow(field)}
        ${ratioField(field, "min_ratio", t("Narrowest"))} ${ratioField(field, "max_ratio", t("Widest"))}
      </div>
    </details>
    ${heightField(field)}`;
}

function wordsOf(limits: Limits): string {
  const hasForm = limits.min_ratio !== undefined || limits.max_ratio !== undefined;
  return `${sizeWords(limits)}${hasForm ? `, ${t("some forms")}` : ""}`;
}

function areaField({ limits, acts }: LimitsField, which: SizeEnd): TemplateResult {
  const name = which === "smallest" ? "min_area" : "max_area";
  const area = limits[name];
  return numberField({
    title: which === "smallest" ? t("Smallest") : t("Largest"),
    does: t("% of the picture"),
    name,
    value: area === undefined ? undefined : percentOf(area),
    range: [PERCENT_LEAST, 100],
    change: (percent) => acts.limit({ [name]: percent === undefined ? undefined : percent / 100 }),
  });
}

function ratioField(
  { limits, acts }: LimitsField,
  name: "min_ratio" | "max_ratio",
  title: string,
): TemplateResult {
  const value = limits[name];
  const glyph = value === undefined ? nothing : glyphOf(value);
  return numberField({
    title,
    does: html`${t("times as wide as high")} ${glyph}`,
    name,
    value,
    range: [RATIO_LEAST, RATIO_MOST],
    change: (ratio) => acts.limit({ [name]: ratio }),
  });
}

/** A box of this form. */
function glyphOf(ratio: number): TemplateResult {
  const [width, height] = ratio > 1 ? [GLYPH_PX, GLYPH_PX / ratio] : [GLYPH_PX * ratio, GLYPH_PX];
  return html`<span class="glyph" style="width: ${Math.max(1, width)}px; height: ${Math.max(1, height)}px"></span>`;
}

interface NumberField {
  readonly title: string;
  readonly does: string | TemplateResult;
  readonly name: keyof Limits;
  readonly value: number | undefined;
  readonly range: readonly [number, number];
  /** Nothing typed is no limit. */
  change(value: number | undefined): void;
}

function numberField({ title, does, name, value, range, change }: NumberField): TemplateResult {
  const [least, most] = range;
  const typed = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const number = Number(input.value);
    const isNone = input.value.trim() === "" || !Number.isFinite(number);
    const next = isNone ? undefined : Math.min(most, Math.max(least, number));
    input.value = next === undefined ? "" : String(next);
    change(next);
  };
  return html`<label class="field inline"><span class="said"><span>${title}</span><span class="soft small form">${does}</span></span>
    <input type="number" inputmode="decimal" name=${name} min=${least} max=${most} step="any" placeholder=${t("any")}
      .value=${value === undefined ? "" : String(value)} @change=${typed} />
  </label>`;
}

function onPicture({ limits, measured, acts }: LimitsField): TemplateResult {
  if (measured === "area") {
    return html`<p class="soft small">${t("Drag the dot at a box, or press an arrow key at it. Things of other forms count by their area.")}</p>
      <div class="row"><button class="button" aria-pressed="true" @click=${() => acts.measure(undefined)}>${t("Done")}</button>
      ${sizeEnds.filter((which) => limits[which === "smallest" ? "min_area" : "max_area"] === undefined).map((which) => begin(which, acts))}</div>`;
  }
  return html`<div class="row">${sizeEnds.map((which) => begin(which, acts))}</div>`;
}

const begin = (which: SizeEnd, acts: LimitActs): TemplateResult =>
  html`<button class="button" @click=${() => acts.measure(which)}>${which === "smallest" ? t("Smallest on the picture") : t("Largest on the picture")}</button>`;

/** What is in front of the camera, each with its size. */
function seenNow({ scene, aspect, acts }: LimitsField): TemplateResult | typeof nothing {
  const seen = (scene?.tracks ?? []).filter(({ lost }) => !lost).slice(0, SEEN_MAX);
  if (seen.length === 0) return nothing;
  return html`<ul class="seen" aria-label=${t("Seen now")}>
    ${seen.map(({ label, box }) => {
      const percent = percentOf(box.width * box.height);
      const ratio = ((box.width * aspect) / Math.max(box.height, Number.EPSILON)).toFixed(2);
      return html`<li>
        <p class="small">${t("Seen now: {what}, {percent} % of the picture, {ratio} times as wide as high", { what: named(label), percent, ratio })}</p>
        <div class="row">
          <button class="button" @click=${() => acts.limit(sizeLike(box, "smallest"))}>${t("Nothing smaller")}</button>
          <button class="button" @click=${() => acts.limit(sizeLike(box, "largest"))}>${t("Nothing larger")}</button>
        </div>
      </li>`;
    })}
  </ul>`;
}

function heightField({ limits, measured, acts }: LimitsField): TemplateResult {
  const isSet = limits.min_height !== undefined;
  const isMeasuring = measured === "height";
  const words = isMeasuring ? t("Done") : isSet ? t("Change on the picture") : t("Set on the picture");
  return html`<div class="height">
    <p>${t("Least height")}</p>
    <p class="soft small">${
      isMeasuring
        ? t(
            "Drag each figure to where somebody would stand, and its head to how tall they must at least be there.",
          )
        : isSet
          ? t("What is smaller than the figures does not count.")
          : t("Leaves out what is too small to be a person there: a cat, a bird, a toy.")
    }</p>
    <div class="row">
      <button class="button" aria-pressed=${isMeasuring} @click=${() => acts.measure(isMeasuring ? undefined : "height")}>${words}</button>
      ${isSet ? html`<button class="button" @click=${() => acts.limit({ min_height: undefined })}>${t("No least height")}</button>` : nothing}
    </div>
  </div>`;
}
