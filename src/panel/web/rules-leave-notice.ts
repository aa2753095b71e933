import { mdiContentSaveAlertOutline } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";

/** Asked of somebody who is about to leave without saving. */
export function leaveNotice(
  wanted: string | undefined,
  { stay, discard, save }: { stay(): void; discard(): void; save(): Promise<void> },
): TemplateResult | typeof nothing {
  if (wanted === undefined) return nothing;
  return html`<div class="notice leave" role="alertdialog" aria-label=${t("Not saved yet")}>
    ${icon(mdiContentSaveAlertOutline)}
    <p>${t("What you drew is not saved yet.")}</p>
    <span class="push row">
      <button class="button" @click=${stay}>${t("Stay")}</button>
      <button class="button" @click=${discard}>${t("Leave without it")}</button>
      <button class="button strong" @click=${() => void save()}>${t("Save and leave")}</button>
    </span>
  </div>`;
}
