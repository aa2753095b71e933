import { mdiAlertCircleOutline } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";

/** Said where there is nothing to show yet: what it would be and how it comes. */
export function emptyState(drawing: string, title: string, sentence: string): TemplateResult {
  return html`<div class="empty">
    ${icon(drawing)}
    <h2>${title}</h2>
    <p class="soft">${sentence}</p>
  </div>`;
}

/** A request that failed, with what one can do now. */
export function failureNotice(
  sentence: string | undefined,
  act: () => void,
  word = t("Try again"),
): TemplateResult | typeof nothing {
  if (sentence === undefined) return nothing;
  return html`<div class="notice bad" role="alert">
    ${icon(mdiAlertCircleOutline)}
    <p>${sentence}</p>
    <button class="button push" @click=${act}>${word}</button>
  </div>`;
}

/** The round way back at the head of a page. */
export const backStyles = css`
  .round {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    flex: none;
    margin-left: -10px;
    border-radius: 50%;
  }
  .round .icon {
    width: 24px;
    height: 24px;
  }
`;

export const emptyStyles = css`
  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 64px 24px;
    text-align: center;
  }
  .empty .icon {
    width: 64px;
    height: 64px;
    color: color-mix(in srgb, var(--ink-soft) 55%, var(--back));
  }
  .empty p {
    max-width: 44ch;
  }
`;
