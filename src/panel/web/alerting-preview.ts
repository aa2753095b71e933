import { mdiBell, mdiBellOffOutline } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import type { AlertingPreviewWire } from "#api/alerting-wire.ts";
import type { CameraWire } from "#api/wire.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { hrefOf } from "./route.ts";
import { sinceOf } from "./words.ts";

/** Changes that are named; more are only counted. */
const NAMED_MAX = 6;

/** What settings that are not saved yet would have done with the last alerts. */
export function previewCard(preview: AlertingPreviewWire, cameras: readonly CameraWire[]): TemplateResult {
  const { alerts } = preview;
  const changed = alerts.filter(({ was_told, would_tell }) => was_told !== would_tell);
  const nameOf = (camera: string): string => cameras.find(({ slug }) => slug === camera)?.name ?? camera;
  return html`<section class="card preview" aria-labelledby="preview" aria-live="polite">
    <h2 id="preview">${t("What this would have done")}</h2>
    <p>${previewWords(preview)}</p>
    ${alerts.length > 0 && changed.length === 0 ? html`<p class="soft">${t("That is as it was.")}</p>` : nothing}
    <ul>
      ${changed.slice(0, NAMED_MAX).map(
        ({ clip_id, camera, ts, would_tell, why }) => html`<li>
          ${icon(would_tell ? mdiBell : mdiBellOffOutline)}
          <div>
            <a class="link" href=${hrefOf({ page: "clip", id: clip_id })}>${nameOf(camera)}, ${sinceOf(ts)}</a>
            <p class="soft small">${would_tell ? t("It was kept quiet and would be told.") : (why ?? t("It was told and would be kept quiet."))}</p>
          </div>
        </li>`,
      )}
    </ul>
    ${changed.length > NAMED_MAX ? html`<p class="soft small">${t("And {n} more.", { n: changed.length - NAMED_MAX })}</p>` : nothing}
  </section>`;
}

/** The same in one sentence. */
export function previewWords({ told, kept }: AlertingPreviewWire): string {
  const all = told + kept;
  if (all === 0) return t("There were no alerts yet to try it on.");
  return t("Of the last {all} alerts {told} would have been told.", { all, told });
}

export const previewStyles = css`
  .preview {
    display: grid;
    gap: 8px;
    margin-top: var(--gap);
  }
  .preview ul {
    display: grid;
    gap: 8px;
  }
  .preview li {
    display: flex;
    gap: 12px;
    overflow-wrap: anywhere;
  }
  .preview .link {
    text-decoration: underline;
  }
`;
