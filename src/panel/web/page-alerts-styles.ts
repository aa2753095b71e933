import { css } from "lit";

export const alertsStyles = css`
  section.card {
    padding: 16px;
  }
  .grid {
    display: grid;
    gap: var(--gap);
    align-items: start;
  }
  .grid > div {
    display: grid;
    gap: var(--gap);
    min-width: 0;
  }
  .mode {
    display: grid;
    gap: 10px;
    padding: 12px 0;
    border-bottom: 1px solid var(--line);
  }
  .mode:first-of-type {
    padding-top: 0;
  }
  h3 {
    font-size: 15px;
    font-weight: 600;
  }
  h3 .icon {
    color: var(--ink-soft);
  }
  .camera {
    border: 0;
    border-top: 1px solid var(--line);
    border-radius: 0;
  }
  .camera > :not(summary) {
    margin-bottom: 12px;
  }
  .camera > summary {
    min-height: 44px;
    padding: 11px 0;
    overflow-wrap: anywhere;
  }
  summary .name {
    font-weight: 500;
    margin-right: 8px;
  }
  .notice {
    margin-bottom: var(--gap);
  }
  @media (min-width: 900px) {
    .grid {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
  }
`;
