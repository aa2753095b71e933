import { css, html, nothing, type TemplateResult } from "lit";
import type { CameraWire } from "#api/wire.ts";
import type { RiskLevel } from "#domain/analysis.ts";
import { type PlainText, t } from "./i18n.ts";
import { spanOf } from "./words.ts";

/** Fields of forms, as functions from what is to what was chosen. */

export interface Option<Value extends string | number> {
  readonly value: Value;
  readonly title: string;
}

interface Choice<Value extends string | number> {
  readonly title: string;
  readonly does?: string;
  readonly value: Value;
  readonly options: readonly Option<Value>[];
  set(value: Value): void;
}

/** One of some values. What is in force is offered even if nobody would choose it here. */
export function choiceField<Value extends string | number>(choice: Choice<Value>): TemplateResult {
  const { title, does, value, options, set } = choice;
  return html`<label class="field choice">
    <span class="said"><span>${title}</span>${does === undefined ? nothing : html`<span class="soft small">${does}</span>`}</span>
    <select @change=${(event: Event) => {
      const chosen = options[(event.target as HTMLSelectElement).selectedIndex];
      if (chosen) set(chosen.value);
    }}>
      ${options.map((one) => html`<option .selected=${one.value === value}>${one.title}</option>`)}
    </select>
  </label>`;
}

/** Options that are always the same, in the reader's language. */
export function said<Value extends string | number>(
  options: readonly { readonly value: Value; readonly title: PlainText }[],
): readonly Option<Value>[] {
  return options.map(({ value, title }) => ({ value, title: t(title) }));
}

/** Durations to choose from, in seconds, with the one that is in force. */
export function durationOptions(
  seconds: readonly number[],
  inForce: number,
  none?: string,
): readonly Option<number>[] {
  return [...new Set([...seconds, inForce])]
    .toSorted((a, b) => a - b)
    .map((value) => ({ value, title: value === 0 && none !== undefined ? none : spanOf(value) }));
}

/** From which risk on; `any` is what goes without one. */
export function riskOptions(any: string): readonly Option<RiskLevel | "">[] {
  return [
    { value: "", title: any },
    { value: "low", title: t("From low risk on") },
    { value: "medium", title: t("From medium risk on") },
    { value: "high", title: t("From high risk on") },
    { value: "critical", title: t("Only critical risk") },
  ];
}

interface Picks {
  /** What they are chosen for, for whoever hears the page. */
  readonly title: string;
  readonly cameras: readonly CameraWire[];
  readonly chosen: readonly CameraWire["id"][];
  set(chosen: CameraWire["id"][]): void;
}

/** Cameras to be picked, as chips. Of cameras that are gone the choice stays as it is. */
export function cameraPicks({ title, cameras, chosen, set }: Picks): TemplateResult {
  return html`<div class="chips" role="group" aria-label=${title}>
    ${cameras.map(({ id, name }) => {
      const isOn = chosen.includes(id);
      return html`<button class="pick" aria-pressed=${isOn}
        @click=${() => set(isOn ? chosen.filter((one) => one !== id) : [...chosen, id])}>${name}</button>`;
    })}
  </div>`;
}

/** Words to be typed. A short one is taken when one leaves it, as it may be written otherwise than it was typed. */
export function textField(field: {
  readonly title: string;
  readonly does: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly most: number;
  readonly isLong?: boolean;
  set(value: string): void;
}): TemplateResult {
  const { title, does, value, placeholder = "", most, isLong = false, set } = field;
  const take = (event: Event): void => set((event.target as HTMLInputElement).value);
  return html`<label class="field">
    <span class="said"><span>${title}</span><span class="soft small">${does}</span></span>
    ${
      isLong
        ? html`<textarea rows="3" maxlength=${most} placeholder=${placeholder} spellcheck="false" .value=${value} @input=${take}></textarea>`
        : html`<input type="text" maxlength=${most} placeholder=${placeholder} autocapitalize="off" spellcheck="false" .value=${value} @change=${take} />`
    }
  </label>`;
}

export const fieldStyles = css`
  .said {
    display: grid;
    min-width: 0;
  }
  .choice {
    grid-template-columns: minmax(0, 1fr) minmax(0, 12.5em);
    align-items: center;
    gap: 12px;
  }
  select,
  textarea {
    width: 100%;
    min-width: 0;
    min-height: 44px;
    padding: 0 12px;
    border: 1px solid var(--ink-soft);
    border-radius: 8px;
    background: var(--back);
  }
  textarea {
    padding: 10px 12px;
    font: inherit;
    color: inherit;
    resize: vertical;
  }
  @media (max-width: 420px) {
    .choice {
      grid-template-columns: minmax(0, 1fr);
      gap: 4px;
    }
  }
`;
