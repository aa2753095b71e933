import { mdiAlertCircleOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { AnalyzerHealthWire, BudgetLineWire, SpendingWire } from "#api/spending-wire.ts";
import { untilOf } from "./alerting-words.ts";
import { costOf, numberOf } from "./analysis-words.ts";
import { bar, barStyles } from "./bar.ts";
import { counted, type Text, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { shared } from "./styles.ts";

/** From this share of a limit on it is worth a colour. */
const NEAR = 0.8;

const windowTitles = { hour: "This hour", day: "Today", month: "This month" } as const satisfies Record<
  BudgetLineWire["window"],
  Text
>;
const unitTitles = { requests: "requests", tokens: "tokens", cost: "money" } as const satisfies Record<
  BudgetLineWire["of"],
  Text
>;
const stateWords = {
  well: { title: "Well", tone: "good" },
  resting: { title: "Left alone for a while", tone: "warn" },
  trying: { title: "Being tried again", tone: "warn" },
} as const satisfies Record<AnalyzerHealthWire["state"], { title: Text; tone: string }>;

/** What vision models have used up of each limit, by camera, and how they do. */
export class BudgetCard extends LitElement {
  static override readonly properties = { spending: { attribute: false } };
  declare spending: SpendingWire | undefined;

  override render(): TemplateResult | typeof nothing {
    const { spending } = this;
    if (spending === undefined) return nothing;
    const { today, lines, cameras, warning, analyzers } = spending;
    const limited = lines.filter(({ limit }) => limit !== null);
    return html`<section class="card" aria-labelledby="budget">
      <h2 id="budget">${t("Vision models")}</h2>
      ${warning === null ? nothing : html`<p class="row warning" role="status">${icon(mdiAlertCircleOutline)} <span>${warning}</span></p>`}
      ${analyzers.map(analyzerRow)}
      ${
        today.requests === 0
          ? html`<p>${t("No vision model was asked today.")}</p>`
          : html`<p class="big">${counted("{n} request today", "{n} requests today", today.requests)}</p>
            <p class="soft small">${tokensWords(today)}</p>`
      }
      ${limited.length === 0 ? html`<p class="soft">${t("There is no limit. You can set some in the app's configuration.")}</p>` : html`<ul class="bars">${limited.map(lineRow)}</ul>`}
      ${cameras.length === 0 ? nothing : this.perCamera(spending)}
    </section>`;
  }

  private perCamera({ cameras, today }: SpendingWire): TemplateResult {
    return html`<h3>${t("By camera, today")}</h3>
      <ul class="bars">
        ${cameras.map(
          ({ camera_title, requests }) => html`<li>
            <p class="row"><span>${camera_title}</span> <span class="soft small push">${numberOf(requests)}</span></p>
            ${bar(today.requests === 0 ? 0 : requests / today.requests, t("{camera}: share of today's requests", { camera: camera_title }))}
          </li>`,
        )}
      </ul>`;
  }

  static override readonly styles = [
    shared,
    barStyles,
    css`
      .card {
        padding: 16px;
        height: 100%;
      }
      h2 {
        margin-bottom: 10px;
      }
      h3 {
        margin: 14px 0 6px;
        font-size: 15px;
        font-weight: 600;
      }
      .big {
        font-size: 20px;
      }
      .bars {
        margin-top: 10px;
      }
      .warning {
        align-items: flex-start;
        margin-bottom: 10px;
      }
      .warning .icon {
        color: var(--amber-ink);
      }
      .analyzer {
        margin-bottom: 10px;
        overflow-wrap: anywhere;
      }
      .analyzer .row > :first-child {
        min-width: 0;
      }
    `,
  ];
}
customElements.define("porchlight-budget", BudgetCard);

function analyzerRow({ name, state, reason, next_try_at }: AnalyzerHealthWire): TemplateResult {
  const { title, tone } = stateWords[state];
  const again =
    next_try_at === null ? "" : ` ${t("It is tried again at {when}.", { when: untilOf(next_try_at) })}`;
  return html`<div class="analyzer">
    <p class="row"><span>${name}</span> <span class="chip ${tone} push">${t(title)}</span></p>
    ${reason === null ? nothing : html`<p class="soft small">${reason}${again}</p>`}
  </div>`;
}

function lineRow({ window, of, used, limit }: BudgetLineWire): TemplateResult {
  const words = of === "cost" ? costOf : numberOf;
  const share = limit === null || limit === 0 ? 0 : used / limit;
  const name = `${t(windowTitles[window])}: ${t(unitTitles[of])}`;
  return html`<li>
    <p class="row">
      <span>${t(windowTitles[window])}</span>
      <span class="soft small push">${t("{used} of {limit} {unit}", { used: words(used), limit: words(limit ?? 0), unit: t(of === "cost" ? "(by your prices)" : unitTitles[of]) })}</span>
    </p>
    ${bar(share, name, share >= 1 ? "low" : share >= NEAR ? "near" : "")}
  </li>`;
}

function tokensWords({ tokens, cost }: SpendingWire["today"]): string {
  if (cost === 0) return t("{n} tokens.", { n: tokens });
  return t("{n} tokens, {cost} by your prices.", { n: tokens, cost: costOf(cost) });
}
