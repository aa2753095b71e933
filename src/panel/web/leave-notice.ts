import { mdiContentSaveAlertOutline } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import { type PlainText, t } from "./i18n.ts";
import { icon } from "./icons.ts";

interface Ways {
  stay(): void;
  discard(): void;
  save(): void | Promise<void>;
}

/** Asked of somebody who is about to leave a form without saving. */
export function leaveForm(
  wanted: string | undefined,
  { stay, discard, save }: Ways,
  what: PlainText = "What you changed is not saved yet.",
): TemplateResult | typeof nothing {
  if (wanted === undefined) return nothing;
  return html`<div class="notice leave" role="alertdialog" aria-label=${t("Not saved yet")}>
    ${icon(mdiContentSaveAlertOutline)}
    <p>${t(what)}</p>
    <span class="push row">
      <button class="button" @click=${stay}>${t("Stay")}</button>
      <button class="button" @click=${discard}>${t("Leave without it")}</button>
      <button class="button strong" @click=${() => void save()}>${t("Save and leave")}</button>
    </span>
  </div>`;
}

/** In sight wherever one is on the page, as long as there is something to save. */
export function saveBar(
  isDirty: boolean,
  isSaving: boolean,
  { discard, save }: Pick<Ways, "discard" | "save">,
  /** What would come of it. */
  note?: string,
): TemplateResult | typeof nothing {
  if (!isDirty) return nothing;
  return html`<div class="card save row" role="group" aria-label=${t("Save")}>
    <p>${t("Not saved yet.")} ${note === undefined ? nothing : html`<span class="soft small note">${note}</span>`}</p>
    <button class="button push" @click=${discard}>${t("Discard")}</button>
    <button class="button strong" ?disabled=${isSaving} @click=${save}>${isSaving ? t("Saving…") : t("Save")}</button>
  </div>`;
}

export const saveStyles = css`
  .button.strong {
    background: var(--accent);
    color: var(--on-accent);
  }
  .leave,
  .leave .row {
    flex-wrap: wrap;
  }
  .note {
    display: inline-block;
  }
  .save {
    position: sticky;
    bottom: 12px;
    z-index: 3;
    margin-top: var(--gap);
    padding: 8px 8px 8px 16px;
    box-shadow: 0 4px 16px #00000038;
  }
  @media (max-width: 599px) {
    .save {
      bottom: calc(72px + env(safe-area-inset-bottom));
    }
  }
`;
