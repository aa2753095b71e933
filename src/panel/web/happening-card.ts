import { mdiAccountEyeOutline, mdiBell, mdiImageOffOutline, mdiMotionSensor, mdiSync } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import type { ClipWire } from "#api/wire.ts";
import { riskWords } from "./analysis-words.ts";
import { clipPicture } from "./api.ts";
import type { Happening } from "./happenings.ts";
import { counted, t } from "./i18n.ts";
import { drawingOf, icon } from "./icons.ts";
import { hrefOf } from "./route.ts";
import { spanOf, timeOf, titleOf } from "./words.ts";

/** One happening: picture first, then what, where, when, and whether somebody was told. */
export function happeningCard({ first, lead, clips, durationS, isAlert }: Happening): TemplateResult {
  const title = titleOf(lead);
  return html`<a class="happening ${isAlert ? "alerted" : ""}" href=${hrefOf({ page: "clip", id: lead.clip_id })}>
    <div class="picture">
      ${pictureOf(lead)}
      ${isAlert ? html`<span class="flag">${icon(mdiBell)} ${t("Alert")}${riskOf(lead)}</span>` : nothing}
      <span class="length">${clips.length > 1 ? `${counted("{n} clip", "{n} clips", clips.length)} · ` : ""}${spanOf(durationS)}</span>
    </div>
    <div class="words">
      <h3 class="row">${labelsOf(lead)}<span class="title">${title}</span></h3>
      <p class="soft cut"><time datetime=${first.start_ts}>${timeOf(first.start_ts)}</time> &middot; ${first.camera_title}</p>
      ${verdict(lead, clips)}
      ${clips.some(({ analysis_result }) => analysis_result?.requires_review) ? pleaseLook() : nothing}
    </div>
  </a>`;
}

export function pictureOf(clip: ClipWire): TemplateResult {
  if (!clip.has_snapshot) return html`<div class="none">${icon(mdiImageOffOutline)}</div>`;
  return html`<img src=${clipPicture(clip.clip_id)} alt="" loading="lazy" decoding="async" />`;
}

function labelsOf(clip: ClipWire): TemplateResult {
  const labels = clip.filter_result?.detected_classes ?? [];
  if (labels.length === 0) return html`${icon(mdiMotionSensor)}`;
  return html`${labels.slice(0, 3).map((label) => icon(drawingOf(label)))}`;
}

function pleaseLook(): TemplateResult {
  return html`<p class="small row look">${icon(mdiAccountEyeOutline)} ${t("Please look")}</p>`;
}

/** Only what is worth a second glance: most alerts are of no great risk. */
function riskOf({ analysis_result: said }: ClipWire): string {
  if (said?.risk_level !== "high" && said?.risk_level !== "critical") return "";
  return ` · ${t(riskWords[said.risk_level].title)}`;
}

/** Whether somebody was told and why, or what keeps that from being known. */
function verdict({ alert_decision: decision }: ClipWire, clips: readonly ClipWire[]): TemplateResult {
  if (clips.some(({ status }) => status === "error")) {
    return html`<p class="small failed cut">${t("It could not be finished.")}</p>`;
  }
  if (decision === null)
    return html`<p class="soft small row working">${icon(mdiSync)} ${t("Being looked at")}</p>`;
  return decision.notify
    ? html`<p class="small two-lines" title=${decision.explanation}>${decision.explanation}</p>`
    : html`<p class="soft small cut" title=${decision.explanation}>${t("No alert")}</p>`;
}

export const cardStyles = css`
  .happening {
    display: block;
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
    transition: border-color 0.15s;
  }
  .happening:hover {
    border-color: var(--accent);
  }
  .happening .picture {
    position: relative;
    aspect-ratio: 16 / 9;
    background: #17181b;
  }
  .happening img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .none {
    display: grid;
    place-items: center;
    height: 100%;
    color: #85888f;
  }
  .none .icon {
    width: 40px;
    height: 40px;
  }
  .flag,
  .length {
    position: absolute;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 2px 8px;
    border-radius: 6px;
    font-size: 13px;
    font-weight: 500;
    color: #ffffff;
    background: #000000a8;
  }
  .flag {
    left: 8px;
    top: 8px;
    background: #b3261e;
  }
  .flag .icon {
    width: 15px;
    height: 15px;
  }
  .length {
    right: 8px;
    bottom: 8px;
    font-weight: 400;
  }
  .words {
    padding: 10px 14px 12px;
    min-width: 0;
  }
  .words h3 {
    font-size: 16px;
    font-weight: 600;
    gap: 4px;
  }
  .words h3 {
    align-items: flex-start;
  }
  .words h3 .title {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    min-width: 0;
    margin-left: 4px;
    overflow-wrap: anywhere;
  }
  .words h3 .icon {
    color: var(--ink-soft);
  }
  .happening.alerted .words h3 .icon {
    color: var(--accent-ink);
  }
  .working {
    gap: 4px;
  }
  .failed {
    color: var(--red-ink);
  }
  .look {
    gap: 4px;
    margin-top: 2px;
    color: var(--amber-ink);
  }
  .look .icon {
    width: 16px;
    height: 16px;
  }
  .working .icon {
    width: 15px;
    height: 15px;
    animation: turn 1.6s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(-360deg);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .working .icon {
      animation: none;
    }
  }
  /* On a phone what nobody was told of is a row, so that alerts stand out and a day fits on the screen. */
  @media (max-width: 599px) {
    .happening:not(.alerted) {
      display: grid;
      grid-template-columns: 42% 1fr;
    }
    .happening:not(.alerted) .words h3 .title {
      -webkit-line-clamp: 3;
    }
    .happening:not(.alerted) .words {
      align-self: center;
    }
  }
`;
