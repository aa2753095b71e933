import { mdiHomeOutline, mdiMoonWaningCrescent, mdiWalk } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import type { AlertingStateWire } from "#api/alerting-wire.ts";
import type { CameraWire } from "#api/wire.ts";
import type { AlertSettings, ModeRule } from "#domain/alert-settings.ts";
import type { Change } from "./alerting-draft.ts";
import { modeWords } from "./alerting-words.ts";
import { cameraPicks, choiceField, riskOptions, said, textField } from "./fields.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { listOf } from "./words.ts";
import "./window-editor.ts";

export interface FormParts {
  readonly draft: AlertSettings;
  readonly cameras: readonly CameraWire[];
  /** Missing while nobody knows how things stand. */
  readonly state: AlertingStateWire | undefined;
  change(change: Change): void;
}

const PEOPLE_MAX = 32;
const ENTITY_CHARS_MAX = 255;
const ruledModes = ["home", "away", "night"] as const;
type RuledMode = (typeof ruledModes)[number];

const modeDrawings = {
  home: mdiHomeOutline,
  away: mdiWalk,
  night: mdiMoonWaningCrescent,
} as const satisfies Record<RuledMode, string>;

const follows = [
  { value: "nothing", title: "Only you" },
  { value: "people", title: "Who is at home" },
  { value: "alarm", title: "The alarm system" },
] as const;

/** What sets the mode of the house besides its owner. */
export function followSection({ draft, state, change }: FormParts): TemplateResult {
  const { mode_follows, people, alarm_entity } = draft;
  return html`<section class="card" aria-labelledby="follow">
    <h2 id="follow">${t("What sets the mode")}</h2>
    ${choiceField({
      title: t("The mode is set by"),
      does: t("You can always set it yourself, here and in Home Assistant. Only you begin and end Privacy."),
      value: mode_follows,
      options: said(follows),
      set: (value) => change({ mode_follows: value }),
    })}
    ${
      mode_follows === "people"
        ? html`${textField({
            title: t("Whose coming and going counts"),
            does: t("People of Home Assistant, with commas between. Empty is everybody."),
            value: people.join(", "),
            placeholder: "person.anna, person.ben",
            most: PEOPLE_MAX * ENTITY_CHARS_MAX,
            set: (value) => change({ people: entitiesOf(value) }),
          })}
          <p class="soft small">${peopleWords(state)}</p>`
        : nothing
    }
    ${
      mode_follows === "alarm"
        ? textField({
            title: t("Alarm panel"),
            does: t(
              "Its entity in Home Assistant. Armed away is Away, armed night is Night, all else is Home.",
            ),
            value: alarm_entity ?? "",
            placeholder: "alarm_control_panel.home",
            most: ENTITY_CHARS_MAX,
            set: (value) => change({ alarm_entity: value.trim() === "" ? null : value.trim() }),
          })
        : nothing
    }
  </section>`;
}

function peopleWords(state: AlertingStateWire | undefined): string {
  if (state === undefined || state.anybody_home === null) {
    return t("Nobody knows now who is at home: Home Assistant has not said it.");
  }
  if (!state.anybody_home) return t("Nobody is at home now: Away.");
  return t("At home now: {names}.", {
    names: state.at_home.length === 0 ? t("somebody") : listOf(state.at_home),
  });
}

const entitiesOf = (text: string): string[] =>
  [
    ...new Set(
      text
        .split(",")
        .map((word) => word.trim())
        .filter((word) => word !== ""),
    ),
  ].slice(0, PEOPLE_MAX);

const whichOptions = [
  { value: "all", title: "All cameras" },
  { value: "some", title: "Only these cameras" },
  { value: "none", title: "No camera" },
] as const;

/** What is told in each mode. */
export function modesSection({ draft, cameras, change }: FormParts): TemplateResult {
  const put = (mode: RuledMode, rule: Partial<ModeRule>): void =>
    change({ modes: { ...draft.modes, [mode]: { ...draft.modes[mode], ...rule } } });
  return html`<section class="card" aria-labelledby="modes">
    <h2 id="modes">${t("What you are told of")}</h2>
    ${ruledModes.map((mode) => {
      const { cameras: chosen, from_risk } = draft.modes[mode];
      const which = chosen === null ? "all" : chosen.length === 0 ? "none" : "some";
      const title = t(modeWords[mode].title);
      return html`<div class="mode" role="group" aria-label=${title}>
        <h3 class="row">${icon(modeDrawings[mode])} ${title}</h3>
        ${choiceField({
          title: t("Cameras"),
          value: which,
          options: said(whichOptions),
          set: (value) =>
            put(mode, {
              cameras:
                value === "all" ? null : value === "none" ? [] : cameras.slice(0, 1).map(({ id }) => id),
            }),
        })}
        ${which === "some" && chosen !== null ? cameraPicks({ title: t("Cameras in mode {mode}", { mode: title }), cameras, chosen, set: (next) => put(mode, { cameras: next }) }) : nothing}
        ${
          which === "none"
            ? nothing
            : choiceField({
                title: t("Alerts"),
                value: from_risk ?? "",
                options: riskOptions(t("Every alert")),
                set: (value) => put(mode, { from_risk: value === "" ? null : value }),
              })
        }
      </div>`;
    })}
    <p class="soft small">${t("What nobody judged counts as medium risk. In Privacy nothing is recorded, looked at or shown.")}</p>
  </section>`;
}

/** When it is quiet, and what is told all the same. */
export function quietSection({ draft, cameras, state, change }: FormParts): TemplateResult {
  const { quiet_hours, quiet_except_from, quiet_except_cameras } = draft;
  return html`<section class="card" aria-labelledby="quiet">
    <h2 id="quiet">${t("Quiet hours")}</h2>
    <porchlight-windows
      name=${t("Quiet hours")}
      never=${t("There are none: you are told at all hours.")}
      .windows=${quiet_hours}
      .knowsPlace=${state?.knows_place ?? true}
      .change=${(windows: AlertSettings["quiet_hours"]) => change({ quiet_hours: windows })}
    ></porchlight-windows>
    ${
      quiet_hours.length === 0
        ? nothing
        : html`${choiceField({
            title: t("Told all the same"),
            does: t("Alerts that are so risky break the quiet."),
            value: quiet_except_from ?? "",
            options: riskOptions(t("Nothing")),
            set: (value) => change({ quiet_except_from: value === "" ? null : value }),
          })}
          <div class="field">
            <span class="said"><span>${t("Cameras that are never quiet")}</span></span>
            ${cameraPicks({
              title: t("Cameras that are never quiet"),
              cameras,
              chosen: quiet_except_cameras,
              set: (next) => change({ quiet_except_cameras: next }),
            })}
          </div>`
    }
  </section>`;
}
