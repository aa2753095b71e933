import { css } from "lit";

export const clipStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 16px;
  }
  .title {
    min-width: 0;
    flex: 1;
    overflow-wrap: anywhere;
  }
  /* A sentence as title needs the whole width of a phone. */
  @media (max-width: 599px) {
    header {
      flex-wrap: wrap;
    }
    .title {
      order: 1;
      flex: 1 0 100%;
    }
    header > a.round {
      margin-right: auto;
    }
  }
  .round {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    flex: none;
    border-radius: 50%;
  }
  .round .icon {
    width: 24px;
    height: 24px;
  }
  button.round {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }
  button.round[aria-pressed="true"] {
    color: var(--star, #c77700);
  }
  .round:not([aria-disabled]):hover {
    background: var(--raised);
  }
  .round[aria-disabled="true"] {
    opacity: 0.3;
  }
  header > a.round {
    margin-left: -10px;
  }
  header nav {
    gap: 0;
  }
  .columns {
    display: grid;
    gap: var(--gap);
    align-items: start;
  }
  .side {
    display: grid;
    gap: var(--gap);
  }
  @media (min-width: 1000px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 380px;
    }
  }
  .side .card {
    padding: 16px;
  }
  .side h2 {
    margin-bottom: 8px;
  }
  .decision {
    display: grid;
    gap: 8px;
  }
  .decision h2 {
    margin: 0;
  }
  .decision.told {
    background: color-mix(in srgb, var(--accent) 12%, var(--card));
    border-color: color-mix(in srgb, var(--accent) 40%, var(--card));
  }
  .decision.told h2 {
    color: var(--accent-ink);
  }
  .parts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-top: 12px;
  }
  .parts [aria-current="true"] {
    background: color-mix(in srgb, var(--accent) 18%, var(--card));
    color: var(--accent-ink);
  }
  .story {
    margin-top: 12px;
  }
  .story li {
    position: relative;
    padding: 0 0 16px 24px;
    overflow-wrap: anywhere;
  }
  .story li::before {
    content: "";
    position: absolute;
    left: 1px;
    top: 5px;
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--ink-soft);
    box-shadow: 0 0 0 3px var(--card);
    z-index: 1;
  }
  .story li:not(:last-child)::after {
    content: "";
    position: absolute;
    left: 5px;
    top: 8px;
    bottom: -8px;
    width: 2px;
    background: var(--line);
  }
  .story li:last-child {
    padding-bottom: 0;
  }
  .story .good::before {
    background: var(--green);
  }
  .story .alert::before {
    background: var(--accent);
  }
  .story .bad::before {
    background: var(--red);
  }
  .story .waiting::before {
    background: var(--amber);
  }
  .facts {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 6px 16px;
  }
  .facts dd {
    overflow-wrap: anywhere;
  }
  code {
    font: 13px / 1.4 ui-monospace, "Roboto Mono", monospace;
  }
`;
