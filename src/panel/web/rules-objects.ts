import { html, type TemplateResult } from "lit";
import { objectGroups } from "#domain/detection.ts";
import { named, t } from "./i18n.ts";

const WORD_CHARS_MAX = 64;
const groups = Object.keys(objectGroups);
const labels = [...new Set(Object.values(objectGroups).flat())].filter((label) => label !== "person");

/** Kinds of objects, to be picked among groups or typed. */
export function objectsField(
  legend: string,
  words: readonly string[],
  change: (words: string[]) => void,
): TemplateResult {
  const shown = [...new Set([...groups, ...words])];
  const flip = (word: string): void =>
    change(words.includes(word) ? words.filter((other) => other !== word) : [...words, word]);
  const add = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    const word = field.value.trim().toLowerCase();
    field.value = "";
    if (word !== "" && !words.includes(word)) change([...words, word]);
  };
  return html`<fieldset>
    <legend>${legend}</legend>
    <div class="chips">
      ${shown.map(
        (word) =>
          html`<button class="pick" aria-pressed=${words.includes(word)} @click=${() => flip(word)}>${named(word)}</button>`,
      )}
      <input class="more" list="labels" maxlength=${WORD_CHARS_MAX} placeholder=${t("another…")} aria-label=${t("Another kind of object")}
        @change=${add} />
      <datalist id="labels">${labels.map((label) => html`<option value=${label}></option>`)}</datalist>
    </div>
  </fieldset>`;
}
