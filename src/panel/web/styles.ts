import { css } from "lit";

/** What all parts of the page share; each has a shadow root of its own. Colours are in page.css. */
export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  [hidden] {
    display: none !important;
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1 {
    font-size: 22px;
    font-weight: 500;
    line-height: 1.25;
  }
  h2 {
    font-size: 16px;
    font-weight: 600;
    line-height: 1.3;
  }
  button,
  select,
  input {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--accent-ink);
    outline-offset: 2px;
  }
  .icon {
    width: 20px;
    height: 20px;
    flex: none;
    display: block;
  }
  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: 13px;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
  }
  .push {
    margin-left: auto;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .two-lines {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
  }
  .card {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    overflow: hidden;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 40px;
    padding: 0 16px;
    border: 0;
    border-radius: 20px;
    background: var(--raised);
    color: var(--ink);
    font-weight: 500;
    cursor: pointer;
    white-space: nowrap;
  }
  .button:hover {
    background: color-mix(in srgb, var(--ink) 8%, var(--raised));
  }
  .button[aria-disabled="true"],
  .button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    height: 24px;
    padding: 0 10px 0 8px;
    border-radius: 12px;
    background: var(--raised);
    font-size: 13px;
    font-weight: 500;
    white-space: nowrap;
  }
  .chip .icon {
    width: 16px;
    height: 16px;
  }
  .chip.alert {
    background: color-mix(in srgb, var(--accent) 18%, var(--card));
    color: var(--accent-ink);
  }
  .chip.good {
    background: color-mix(in srgb, var(--green) 16%, var(--card));
    color: var(--green-ink);
  }
  .chip.warn {
    background: color-mix(in srgb, var(--amber) 18%, var(--card));
    color: var(--amber-ink);
  }
  .chip.bad {
    background: color-mix(in srgb, var(--red) 16%, var(--card));
    color: var(--red-ink);
  }
  .notice {
    display: flex;
    gap: 12px;
    padding: 14px 16px;
    border-radius: var(--radius);
    background: color-mix(in srgb, var(--amber) 14%, var(--card));
    border: 1px solid color-mix(in srgb, var(--amber) 45%, var(--card));
    overflow-wrap: anywhere;
  }
  .notice .icon {
    color: var(--amber-ink);
    width: 24px;
    height: 24px;
  }
  .notice.bad {
    background: color-mix(in srgb, var(--red) 12%, var(--card));
    border-color: color-mix(in srgb, var(--red) 45%, var(--card));
  }
  .notice.bad .icon {
    color: var(--red-ink);
  }
  .hush {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
