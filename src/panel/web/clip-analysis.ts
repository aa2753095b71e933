import {
  mdiAccountEyeOutline,
  mdiAlert,
  mdiAlertOctagon,
  mdiInformationOutline,
  mdiShieldCheckOutline,
  mdiTagOutline,
} from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import type { ClipWire } from "#api/wire.ts";
import { activityWords, analysisFacts, riskWords, stretchOf, whenWords } from "./analysis-words.ts";
import { t } from "./i18n.ts";
import { drawingOf, icon } from "./icons.ts";
import { placeOf } from "./words.ts";

type Analysis = NonNullable<ClipWire["analysis_result"]>;

const riskDrawings = {
  low: mdiShieldCheckOutline,
  medium: mdiInformationOutline,
  high: mdiAlert,
  critical: mdiAlertOctagon,
} as const satisfies Record<Analysis["risk_level"], string>;

/** How risky, in a word, a drawing and a colour. */
export function riskChip(level: Analysis["risk_level"]): TemplateResult {
  const { title, tone } = riskWords[level];
  return html`<span class="chip ${tone} risk-${level}">${icon(riskDrawings[level])} ${t(title)}</span>`;
}

/** What somebody who looked at the clip says of it. */
export function analysisCard({ analysis_result: said }: ClipWire): TemplateResult | typeof nothing {
  if (said === null) return nothing;
  return html`<section class="card said" aria-label=${t("What it shows")}>
    <h2>${t("What it shows")}</h2>
    <p class="chips">
      ${riskChip(said.risk_level)} <span class="chip">${icon(mdiTagOutline)} ${activityWords(said.activity_type)}</span>
    </p>
    ${
      said.requires_review
        ? html`<p class="look">${icon(mdiAccountEyeOutline)} <span><b>${t("Please look.")}</b> ${t("This may not be right, so see for yourself.")}</span></p>`
        : nothing
    }
    <p class="summary">${said.summary}</p>
    <details>
      <summary>${t("Who says so")}</summary>
      ${said.instead === null ? nothing : html`<p>${said.instead}</p>`}
      <dl class="facts">
        ${analysisFacts(said).map(([name, value]) => html`<dt class="soft">${name}</dt><dd>${value}</dd>`)}
      </dl>
    </details>
  </section>`;
}

/** Who was there and when, along the clip; `seek` shows a moment of it, ms. */
export function entitiesCard(clip: ClipWire, seek: (atMs: number) => void): TemplateResult | typeof nothing {
  const entities = clip.analysis_result?.entities_timeline ?? [];
  if (entities.length === 0) return nothing;
  return html`<section class="card entities" aria-label=${t("Who was there, and when")}>
    <h2>${t("Who was there, and when")}</h2>
    <ul>
      ${entities.map((entity) => {
        const { from, width } = stretchOf(entity, clip.duration_s);
        return html`<li>
          <button @click=${() => seek(entity.first_seen_s * 1000)}>
            <span class="row">
              ${icon(drawingOf(entity.type))}
              <span class="who">${entity.description || activityWords(entity.type)}</span>
              <span class="soft small when">${whenWords(entity)}</span>
            </span>
            <svg class="track" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              <rect class="whole" width="100" height="6"></rect>
              <rect class="there" x=${Math.min(from, 98.5)} width=${Math.max(width, 1.5)} height="6"></rect>
            </svg>
          </button>
        </li>`;
      })}
    </ul>
    <p class="row soft small" aria-hidden="true"><span>0:00</span> <span class="push">${placeOf(clip.duration_s * 1000)}</span></p>
  </section>`;
}

export const analysisStyles = css`
  .said {
    display: grid;
    gap: 10px;
  }
  .side .said h2 {
    margin: 0;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .risk-critical {
    background: var(--red);
    color: #ffffff;
  }
  .look {
    display: flex;
    gap: 8px;
    padding: 10px 12px;
    border-radius: 8px;
    background: color-mix(in srgb, var(--amber) 16%, var(--card));
  }
  .look .icon {
    color: var(--amber-ink);
  }
  .summary,
  .who {
    overflow-wrap: anywhere;
  }
  details > :not(summary) {
    margin-top: 8px;
  }
  summary {
    min-height: 32px;
    line-height: 32px;
    font-weight: 500;
    cursor: pointer;
    color: var(--accent-ink);
  }
  .entities {
    margin-top: 12px;
    padding: 16px;
  }
  .entities button {
    display: block;
    width: 100%;
    padding: 8px;
    border: 0;
    border-radius: 8px;
    background: none;
    text-align: left;
    cursor: pointer;
  }
  .entities button:hover {
    background: color-mix(in srgb, var(--ink) 6%, transparent);
  }
  .entities ul {
    margin: 4px -8px 0;
  }
  .entities .row {
    align-items: flex-start;
  }
  .entities .row .icon {
    color: var(--ink-soft);
  }
  .when {
    margin-left: auto;
    white-space: nowrap;
    line-height: 22px;
  }
  .track {
    display: block;
    width: 100%;
    height: 6px;
    margin-top: 6px;
    border-radius: 3px;
  }
  .whole {
    fill: var(--raised);
  }
  .there {
    fill: var(--accent);
  }
`;
