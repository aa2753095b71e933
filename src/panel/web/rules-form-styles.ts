import { css } from "lit";

export const formStyles = css`
  section {
    display: grid;
    gap: 12px;
  }
  .field {
    display: grid;
    gap: 4px;
  }
  .field.inline {
    grid-template-columns: minmax(0, 1fr) 96px;
    align-items: center;
  }
  .slug {
    margin-top: -6px;
  }
  code {
    font: 13px / 1.4 ui-monospace, "Roboto Mono", monospace;
    overflow-wrap: anywhere;
  }
  input:not([type="range"], [type="checkbox"]) {
    width: 100%;
    min-height: 44px;
    padding: 0 12px;
    border: 1px solid var(--ink-soft);
    border-radius: 8px;
    background: var(--back);
  }
  input[type="range"] {
    width: 100%;
    height: 44px;
    margin: 0;
    accent-color: var(--accent);
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 6px;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .pick {
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid var(--ink-soft);
    border-radius: 22px;
    background: none;
    cursor: pointer;
  }
  .pick[aria-pressed="true"] {
    border-color: var(--accent);
    background: color-mix(in srgb, var(--accent) 22%, var(--card));
    font-weight: 600;
  }
  input.more:not([type="range"]) {
    flex: 1 1 110px;
    width: 110px;
    border-radius: 22px;
  }
  details {
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  summary {
    min-height: 44px;
    padding: 11px 12px;
    cursor: pointer;
  }
  .sizes {
    display: grid;
    gap: 12px;
    padding: 4px 12px 12px;
  }
  .sizes .row {
    flex-wrap: wrap;
  }
  .form {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 20px;
  }
  .glyph {
    flex: none;
    border: 1.5px solid var(--accent-ink);
    border-radius: 2px;
  }
  .seen {
    display: grid;
    gap: 8px;
  }
  .seen li {
    display: grid;
    gap: 4px;
  }
  .height {
    display: grid;
    gap: 4px;
  }
  .height .row {
    flex-wrap: wrap;
    margin-top: 4px;
  }
  .button {
    min-height: 44px;
  }
  .button[aria-pressed="true"] {
    background: var(--accent);
    color: var(--on-accent);
  }
  .remove {
    justify-self: start;
    color: var(--red-ink);
  }
  .wrong {
    align-items: flex-start;
    color: var(--red-ink);
  }
`;
