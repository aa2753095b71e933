import { mdiContentSaveAlertOutline } from "@mdi/js";
import { html, nothing, type TemplateResult } from "lit";
import { icon } from "./icons.ts";

/** Asked of somebody who is about to leave without saving. */
export function leaveNotice(
  wanted: string | undefined,
  { stay, discard, save }: { stay(): void; discard(): void; save(): Promise<void> },
): TemplateResult | typeof nothing {
  if (wanted === undefined) return nothing;
  return html`<div class="notice leave" role="alertdialog" aria-label="Not saved yet">
    ${icon(mdiContentSaveAlertOutline)}
    <p>What you drew is not saved yet.</p>
    <span class="push row">
      <button class="button" @click=${stay}>Stay</button>
      <button class="button" @click=${discard}>Leave without it</button>
      <button class="button strong" @click=${() => void save()}>Save and leave</button>
    </span>
  </div>`;
}
