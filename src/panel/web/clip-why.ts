import { mdiArrowRight, mdiBell, mdiBellOffOutline, mdiMinus } from "@mdi/js";
import { css, html, nothing, type TemplateResult } from "lit";
import type { ClipWire } from "#api/wire.ts";
import { type Text, t } from "./i18n.ts";
import { icon } from "./icons.ts";

type Decision = NonNullable<ClipWire["alert_decision"]>;
type Step = NonNullable<Decision["trace"]>[number];

const verdicts = {
  tells: { word: "Speaks for telling", drawing: mdiBell },
  keeps: { word: "Keeps it quiet", drawing: mdiBellOffOutline },
  passes: { word: "Changed nothing", drawing: mdiMinus },
} as const satisfies Record<Step["verdict"], { word: Text; drawing: string }>;

/** How it came to a decision: each question that was asked, and what would have turned it round. */
export function whyOf({ trace = [] }: Decision): TemplateResult | typeof nothing {
  if (trace.length === 0) return nothing;
  return html`<details class="why">
    <summary>${t("Why?")}</summary>
    <ol>${trace.map(stepRow)}</ol>
  </details>`;
}

function stepRow({ verdict, finding, otherwise }: Step): TemplateResult {
  const { word, drawing } = verdicts[verdict];
  return html`<li class=${verdict}>
    ${icon(drawing)}
    <div>
      <p class="small verdict">${t(word)}</p>
      <p>${finding}</p>
      ${
        otherwise === null
          ? nothing
          : html`<p class="soft small otherwise">
              ${icon(mdiArrowRight)} <span><span class="hush">${t("What would have changed it:")} </span>${otherwise}</span>
            </p>`
      }
    </div>
  </li>`;
}

export const whyStyles = css`
  .why ol {
    display: grid;
    gap: 12px;
  }
  .why li {
    display: flex;
    gap: 12px;
    overflow-wrap: anywhere;
  }
  .why li > div {
    min-width: 0;
  }
  .why .verdict {
    font-weight: 600;
    line-height: 20px;
  }
  .tells > .icon,
  .tells .verdict {
    color: var(--accent-ink);
  }
  .keeps > .icon,
  .keeps .verdict {
    color: var(--amber-ink);
  }
  .passes > .icon,
  .passes .verdict {
    color: var(--ink-soft);
    font-weight: 400;
  }
  .otherwise {
    display: flex;
    gap: 6px;
    margin-top: 2px;
  }
  .otherwise .icon {
    width: 16px;
    height: 16px;
    margin-top: 2px;
  }
`;
