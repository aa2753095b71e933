import { css, html, type TemplateResult } from "lit";

/** How much of something is used; `low` and `near` are worth a colour. */
export function bar(fraction: number, label: string, tone: "low" | "near" | "" = ""): TemplateResult {
  return html`<div class="bar ${tone}" role="meter" aria-label=${label} aria-valuemin="0"
    aria-valuemax="100" aria-valuenow=${Math.round(Math.min(1, fraction) * 100)}>
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      <rect width=${Math.min(100, fraction * 100)} height="1" fill="currentColor"></rect>
    </svg>
  </div>`;
}

export const barStyles = css`
  .bars {
    display: grid;
    gap: 10px;
  }
  .bar {
    height: 6px;
    margin: 6px 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--raised);
    color: var(--accent);
  }
  .bar.near {
    color: var(--amber);
  }
  .bar.low {
    color: var(--red);
  }
  .bar svg {
    display: block;
    width: 100%;
    height: 100%;
  }
`;
