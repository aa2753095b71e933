import { mdiDeleteOutline, mdiPlus } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { type TimeWindow, WINDOWS_MAX, weekdays } from "#domain/alert-settings.ts";
import { newWindow } from "./alerting-draft.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { formStyles } from "./rules-form-styles.ts";
import { shared } from "./styles.ts";
import {
  daysWords,
  dayWords,
  offsetWords,
  type PointParts,
  pointWords,
  readPoint,
  windowSentence,
  writePoint,
} from "./window-words.ts";

const OFFSETS = [-120, -60, -30, 0, 30, 60, 120];
const CLOCK_FIRST = { from: "22:00", to: "07:00" } as const;
type End = keyof typeof CLOCK_FIRST;

/** Parts of days: on which days, from when to when, by the clock or by the sun. */
export class WindowEditor extends LitElement {
  static override readonly properties = {
    windows: { attribute: false },
    name: {},
    never: {},
    knowsPlace: { type: Boolean },
    change: { attribute: false },
  };
  declare windows: readonly TimeWindow[];
  /** What they are, for whoever hears the page. */
  declare name: string;
  /** Said where there are none. */
  declare never: string;
  /** Without it there is no sun. */
  declare knowsPlace: boolean;
  declare change: (windows: TimeWindow[]) => void;

  override render(): TemplateResult {
    const { windows } = this;
    const add = (): void => this.change([...windows, newWindow()]);
    return html`<div role="group" aria-label=${this.name}>
      ${windows.length === 0 ? html`<p class="soft">${this.never}</p>` : nothing}
      ${windows.map((window, index) => this.row(window, index))}
      ${
        windows.length < WINDOWS_MAX
          ? html`<button class="button" @click=${add}>${icon(mdiPlus)} ${windows.length === 0 ? t("Add hours") : t("Add more hours")}</button>`
          : nothing
      }
    </div>`;
  }

  private row(window: TimeWindow, index: number): TemplateResult {
    const put = (next: Partial<TimeWindow>): void =>
      this.change(this.windows.map((one, at) => (at === index ? { ...one, ...next } : one)));
    const remove = (): void => this.change(this.windows.filter((_, at) => at !== index));
    const needsSun = [window.from, window.to].some((point) => readPoint(point).kind !== "clock");
    const sentence = windowSentence(window);
    return html`<fieldset>
      <legend class="hush">${sentence}</legend>
      <div class="days" role="group" aria-label=${t("Days: {days}", { days: daysWords(window.days) })}>
        ${weekdays.map((day) => {
          const isOn = window.days.includes(day);
          const days = isOn ? window.days.filter((other) => other !== day) : [...window.days, day];
          return html`<button class="pick day" aria-pressed=${isOn} aria-label=${t(dayWords[day].long)}
            @click=${() => put({ days: days.length === weekdays.length ? [] : days })}>${t(dayWords[day].short)}</button>`;
        })}
      </div>
      <div class="ends">
        ${pointField(t("From"), "from", window.from, put)} ${pointField(t("To"), "to", window.to, put)}
      </div>
      <p class="row">
        <span class="small sentence">${sentence}</span>
        <button class="button square push" aria-label=${t("Remove: {words}", { words: sentence })} title=${t("Remove")} @click=${remove}>${icon(mdiDeleteOutline)}</button>
      </p>
      ${
        needsSun && !this.knowsPlace
          ? html`<p class="small warn">${t("Porchlight does not know where your home is, and so not when the sun rises. Set your home's place in Home Assistant under Settings, System, General.")}</p>`
          : nothing
      }
    </fieldset>`;
  }

  static override readonly styles = [
    shared,
    formStyles,
    css`
      [role="group"] {
        display: grid;
        gap: 12px;
        justify-items: start;
      }
      fieldset {
        display: grid;
        gap: 8px;
        width: 100%;
        padding: 12px;
        border: 1px solid var(--line);
        border-radius: 8px;
      }
      .days {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .pick.day {
        padding: 0 10px;
        min-width: 52px;
      }
      .ends {
        display: grid;
        gap: 8px;
      }
      .end {
        display: grid;
        grid-template-columns: 3.2em minmax(0, 1fr) minmax(0, 1fr);
        align-items: center;
        gap: 8px;
        min-width: 0;
      }
      select {
        width: 100%;
        min-width: 0;
        min-height: 44px;
        padding: 0 8px;
        border: 1px solid var(--ink-soft);
        border-radius: 8px;
        background: var(--back);
      }
      .square {
        width: 44px;
        padding: 0;
        flex: none;
      }
      .warn {
        color: var(--amber-ink);
      }
      @media (max-width: 420px) {
        .end {
          grid-template-columns: 3.2em minmax(0, 1fr);
        }
        .end > :nth-child(3) {
          grid-column: 2;
        }
        .pick.day {
          min-width: 0;
          padding: 0;
          flex: 1 1 0;
          font-size: 13px;
        }
        .days {
          width: 100%;
          flex-wrap: nowrap;
          gap: 4px;
        }
      }
    `,
  ];
}
customElements.define("porchlight-windows", WindowEditor);

/** One end of a part of a day: what it goes by, and then the time or how far from the sun. */
function pointField(
  title: string,
  end: End,
  point: string,
  put: (next: Partial<TimeWindow>) => void,
): TemplateResult {
  const parts = readPoint(point);
  const set = (next: PointParts): void => put({ [end]: writePoint(next) });
  const turn = (event: Event): void => {
    const kind = (event.target as HTMLSelectElement).value;
    if (kind === "sunrise" || kind === "sunset") set({ kind, offsetMinutes: 0 });
    else set({ kind: "clock", time: CLOCK_FIRST[end] });
  };
  return html`<div class="end" role="group" aria-label="${title}: ${pointWords(point)}">
    <span>${title}</span>
    <select aria-label=${t("{title}: by clock or sun", { title })} @change=${turn}>
      <option value="clock" .selected=${parts.kind === "clock"}>${t("Clock")}</option>
      <option value="sunrise" .selected=${parts.kind === "sunrise"}>${t("Sunrise")}</option>
      <option value="sunset" .selected=${parts.kind === "sunset"}>${t("Sunset")}</option>
    </select>
    ${parts.kind === "clock" ? clockField(title, parts.time, set) : offsetField(title, parts, set)}
  </div>`;
}

function clockField(title: string, time: string, set: (next: PointParts) => void): TemplateResult {
  return html`<input type="time" required aria-label=${t("{title}: time", { title })} .value=${time}
    @change=${(event: Event) => {
      const field = event.target as HTMLInputElement;
      // An emptied field is no time; the last one stays.
      if (field.value === "") field.value = time;
      else set({ kind: "clock", time: field.value.slice(0, 5) });
    }} />`;
}

function offsetField(
  title: string,
  { kind, offsetMinutes }: Exclude<PointParts, { kind: "clock" }>,
  set: (next: PointParts) => void,
): TemplateResult {
  const offsets = [...new Set([...OFFSETS, offsetMinutes])].toSorted((a, b) => a - b);
  return html`<select aria-label=${t("{title}: how far from {sun}", { title, sun: t(kind) })}
    @change=${(event: Event) => set({ kind, offsetMinutes: Number((event.target as HTMLSelectElement).value) })}>
    ${offsets.map(
      (minutes) =>
        html`<option value=${minutes} .selected=${minutes === offsetMinutes}>${offsetWords(minutes)} ${t(kind)}</option>`,
    )}
  </select>`;
}
