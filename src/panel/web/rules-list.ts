import {
  mdiAlertCircleOutline,
  mdiBell,
  mdiCctv,
  mdiEyeOff,
  mdiRedo,
  mdiUndo,
  mdiVectorLine,
  mdiVectorSquare,
} from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import type { PlanWire } from "#api/rules-wire.ts";
import { LINES_MAX, MASKS_MAX, ZONES_MAX } from "#domain/live-rules.ts";
import { type Text, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import {
  type Draft,
  type DraftRule,
  type RuleKind,
  ruleKinds,
  ruleWords,
  type Subject,
} from "./rules-draft.ts";
import { keyOf } from "./rules-shapes.ts";

const drawings = {
  zones: mdiVectorSquare,
  lines: mdiVectorLine,
  masks: mdiEyeOff,
} as const satisfies Record<RuleKind, string>;
const mosts = { zones: ZONES_MAX, lines: LINES_MAX, masks: MASKS_MAX } as const satisfies Record<
  RuleKind,
  number
>;

const addWords = { zones: "Add a zone", lines: "Add a line", masks: "Add a mask" } as const satisfies Record<
  RuleKind,
  Text
>;

export interface Tools {
  readonly draft: Draft;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  draw(kind: RuleKind): void;
  undo(): void;
  redo(): void;
}

/** What one can draw, and the way back. */
export function toolsOf({ draft, canUndo, canRedo, draw, undo, redo }: Tools): TemplateResult {
  return html`<div class="tools" role="toolbar" aria-label=${t("Draw")}>
    ${ruleKinds.map(
      (kind) => html`<button
        class="button"
        aria-label=${t(addWords[kind])}
        ?disabled=${draft[kind].length >= mosts[kind]}
        @click=${() => draw(kind)}
      >${icon(drawings[kind])} ${t(ruleWords[kind])}</button>`,
    )}
    <button class="button square push" aria-label=${t("Undo")} ?disabled=${!canUndo} @click=${undo}>${icon(mdiUndo)}</button>
    <button class="button square" aria-label=${t("Redo")} ?disabled=${!canRedo} @click=${redo}>${icon(mdiRedo)}</button>
  </div>`;
}

export interface Listed {
  readonly draft: Draft;
  readonly chosen: Subject | undefined;
  readonly faulty: ReadonlySet<string>;
  readonly scene: LiveSceneWire | null;
  choose(chosen: Subject | undefined): void;
}

/** Everything that was drawn, by name, and what holds for all of the picture. */
export function listOfRules(listed: Listed): TemplateResult {
  const { draft, chosen } = listed;
  const all = ruleKinds.flatMap((kind) => draft[kind].map((rule, index) => ({ rule, one: { kind, index } })));
  const current = chosen && keyOf(chosen);
  const bad = (one: Subject): TemplateResult | typeof nothing =>
    listed.faulty.has(keyOf(one))
      ? html`<span class="bad">${icon(mdiAlertCircleOutline, t("Something is wrong with it"))}</span>`
      : nothing;
  const entry = (one: Subject, content: TemplateResult): TemplateResult => {
    const isChosen = keyOf(one) === current;
    return html`<li><button aria-pressed=${isChosen} @click=${() => listed.choose(isChosen ? undefined : one)}>
      ${content} ${bad(one)}
    </button></li>`;
  };
  return html`${all.length === 0 ? emptyWords() : nothing}<ul class="rules" aria-label=${t("What is drawn")}>
    ${all.map(({ rule, one }) =>
      entry(
        one,
        html`${icon(drawings[one.kind], t(ruleWords[one.kind]))}
          <span class="cut">${rule.name}</span>
          <span class="push soft small">${nowIn(rule, one.kind, listed.scene)}</span>
          ${"alerts" in rule && rule.alerts ? icon(mdiBell, t("A reason for an alert")) : nothing}`,
      ),
    )}
    ${entry(
      "camera",
      html`${icon(mdiCctv)} <span class="cut">${t("Everything in the picture")}</span>
        <span class="push soft small">${isLimited(draft) ? t("limited") : ""}</span>`,
    )}
  </ul>`;
}

function emptyWords(): TemplateResult {
  return html`<p class="soft">${t("Nothing is drawn yet.")}</p>
    <p class="soft">${t("A zone tells who is in a place and for how long, a line counts who crosses it which way, and what is in a mask is not looked at: motion there alone is not recorded either.")}</p>`;
}

const isLimited = ({ size }: Draft): boolean => Object.values(size).some((limit) => limit !== undefined);

/** Who is in it now, or what crossed it today. */
function nowIn({ id }: DraftRule, kind: RuleKind, scene: LiveSceneWire | null): string {
  if (kind === "lines") {
    const line = scene?.lines.find((one) => one.id === id);
    return line === undefined
      ? ""
      : t("today {in} in, {out} out", { in: line.in_today, out: line.out_today });
  }
  const zone = kind === "zones" ? scene?.zones.find((one) => one.id === id) : undefined;
  if (zone === undefined || zone.count === 0) return "";
  return zone.loitering ? t("{n} now, loitering", { n: zone.count }) : t("{n} now", { n: zone.count });
}

/** What would come of it, and what never can. */
export function planOf(plan: PlanWire | undefined): TemplateResult | typeof nothing {
  if (plan === undefined || plan.can.length + plan.never.length === 0) return nothing;
  return html`<div class="plan" role="region" aria-label=${t("What the rules do")}>
    ${plan.can.length === 0 ? nothing : html`<h2>${t("What they do")}</h2><ul>${plan.can.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
    ${
      plan.never.length === 0
        ? nothing
        : html`<h2>${t("What can never happen")}</h2>
          <ul class="never">${plan.never.map((sentence) => html`<li>${icon(mdiAlertCircleOutline)} <span>${sentence}</span></li>`)}</ul>`
    }
    ${plan.assumed.length === 0 ? nothing : html`<h2>${t("What was assumed")}</h2><ul>${plan.assumed.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
  </div>`;
}
