import { html, nothing, type TemplateResult } from "lit";
import type { CameraWire } from "#api/wire.ts";
import { type CameraAlerting, COOLDOWN_MAX_S, ESCALATIONS_MAX, GROUP_MAX_S } from "#domain/alert-settings.ts";
import type { RiskLevel } from "#domain/analysis.ts";
import { withCamera } from "./alerting-draft.ts";
import type { FormParts } from "./alerting-form.ts";
import { choiceField, durationOptions, riskOptions, textField } from "./fields.ts";
import { t } from "./i18n.ts";
import { spanOf } from "./words.ts";

const COOLDOWNS_S = [0, 60, 120, 300, 600, 900, 1800, COOLDOWN_MAX_S];
const GROUPS_S = [0, 10, 30, 60, 120, 300, GROUP_MAX_S];
const AGAIN_S = [30, 60, 120, 300, 600, 900, 1800, 3600];
const SNOOZES_S = [300, 600, 900, 1800, 2700, 3600, 7200, 14_400, 28_800];
const TEMPLATE_CHARS_MAX = 2000;
const EXAMPLE = "{{ is_state('input_boolean.guests', 'off') }}";

/** What is different at single cameras. */
export function camerasSection(parts: FormParts): TemplateResult {
  const { cameras } = parts;
  return html`<section class="card" aria-labelledby="cameras">
    <h2 id="cameras">${t("Single cameras")}</h2>
    ${cameras.length === 0 ? html`<p class="soft">${t("There is no camera yet.")}</p>` : nothing}
    ${cameras.map((camera) => cameraRow(camera, parts))}
  </section>`;
}

function cameraRow({ id, name }: CameraWire, { draft, state, change }: FormParts): TemplateResult {
  const { cooldown_s, windows } = draft.cameras[id] ?? { cooldown_s: 0, windows: [] };
  const put = (next: Partial<CameraAlerting>): void =>
    change({ cameras: withCamera(draft, id, next).cameras });
  return html`<details class="camera">
    <summary>
      <span class="name">${name}</span>
      <span class="soft small">${cameraWords(cooldown_s, windows.length)}</span>
    </summary>
    ${choiceField({
      title: t("Pause after an alert"),
      does: t("Meanwhile only something riskier is told."),
      value: cooldown_s,
      options: durationOptions(COOLDOWNS_S, cooldown_s, t("None")),
      set: (value) => put({ cooldown_s: value }),
    })}
    <p>${t("Tells only")}</p>
    <porchlight-windows
      name=${t("Hours of {name}", { name })}
      never=${t("At all hours.")}
      .windows=${windows}
      .knowsPlace=${state?.knows_place ?? true}
      .change=${(next: CameraAlerting["windows"]) => put({ windows: next })}
    ></porchlight-windows>
  </details>`;
}

function cameraWords(cooldownS: number, hours: number): string {
  const pause = cooldownS === 0 ? t("no pause") : t("pause {span}", { span: spanOf(cooldownS) });
  return `${hours === 0 ? t("at all hours") : t("at its hours")}, ${pause}`;
}

const levels: readonly RiskLevel[] = ["low", "medium", "high", "critical"];

/** Told again until somebody has seen it. */
export function escalationSection({ draft, change }: FormParts): TemplateResult {
  const { escalation } = draft;
  const put = (next: Partial<typeof escalation>): void => change({ escalation: { ...escalation, ...next } });
  const often = Array.from({ length: ESCALATIONS_MAX + 1 }, (_, times) => ({
    value: times,
    title: times === 0 ? t("Never") : times === 1 ? t("Once") : t("{n} times", { n: times }),
  }));
  const floors = riskOptions("").flatMap(({ value, title }) => {
    const level = levels.find((one) => one === value);
    return level === undefined ? [] : [{ value: level, title }];
  });
  return html`<section class="card" aria-labelledby="again">
    <h2 id="again">${t("If nobody reacts")}</h2>
    ${choiceField({
      title: t("Tell again"),
      does: t("Until somebody says here or on a phone that they have seen it."),
      value: escalation.times,
      options: often,
      set: (times) => put({ times }),
    })}
    ${
      escalation.times === 0
        ? nothing
        : html`${choiceField({
            title: t("Every"),
            value: escalation.every_s,
            options: durationOptions(AGAIN_S, escalation.every_s),
            set: (every_s) => put({ every_s }),
          })}
          ${choiceField({
            title: t("Which alerts"),
            value: escalation.from_risk,
            options: floors,
            set: (from_risk) => put({ from_risk }),
          })}`
    }
  </section>`;
}

/** What few owners need. */
export function restSection({ draft, state, change }: FormParts): TemplateResult {
  const { group_s, snooze_minutes, only_when } = draft;
  return html`<section class="card" aria-labelledby="rest">
    <h2 id="rest">${t("Further")}</h2>
    ${choiceField({
      title: t("Alerts of several cameras as one"),
      does: t("If they come within so long."),
      value: group_s,
      options: durationOptions(GROUPS_S, group_s, t("Each for itself")),
      set: (value) => change({ group_s: value }),
    })}
    ${choiceField({
      title: t("The snooze button lasts"),
      value: snooze_minutes * 60,
      options: durationOptions(SNOOZES_S, snooze_minutes * 60),
      set: (seconds) => change({ snooze_minutes: seconds / 60 }),
    })}
    ${textField({
      title: t("Only when"),
      does: t("A template of Home Assistant: while it is false, you are told of nothing. Empty is always."),
      value: only_when ?? "",
      placeholder: EXAMPLE,
      most: TEMPLATE_CHARS_MAX,
      isLong: true,
      set: (value) => change({ only_when: value.trim() === "" ? null : value }),
    })}
    ${only_when === null || state?.template === undefined ? nothing : html`<p class="soft small">${templateWords(state.template)}</p>`}
  </section>`;
}

function templateWords(answer: boolean | null): string {
  if (answer === null) return t("The saved template has no answer now, so it keeps nothing from you.");
  return answer
    ? t("The saved template is true now: you are told.")
    : t("The saved template is false now: you are told of nothing.");
}
