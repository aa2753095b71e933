import { css } from "lit";

export const rulesPageStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 16px;
  }
  .button {
    min-height: 44px;
  }
  .button.strong,
  .button[aria-pressed="true"] {
    background: var(--accent);
    color: var(--on-accent);
  }
  .columns {
    display: grid;
    gap: var(--gap);
    align-items: start;
  }
  /* The picture stays in sight while its rules are read and changed. */
  .picture {
    position: sticky;
    top: 0;
    z-index: 2;
    --most: 46vh;
  }
  @media (min-width: 600px) {
    .picture {
      top: 56px;
    }
  }
  @media (min-width: 900px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 360px;
    }
    .picture {
      --most: 72vh;
    }
  }
  .assumed {
    padding: 8px 12px 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 10px 12px;
  }
  .save {
    position: sticky;
    bottom: 12px;
    z-index: 3;
    margin-top: var(--gap);
    padding: 8px 8px 8px 16px;
    box-shadow: 0 4px 16px #00000038;
  }
  .square {
    width: 44px;
    padding: 0;
  }
  .side {
    display: grid;
    gap: 16px;
    padding: 16px;
  }
  .rules {
    display: grid;
    gap: 4px;
  }
  .rules button {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    min-height: 44px;
    padding: 0 12px;
    border: 0;
    border-radius: 8px;
    background: none;
    text-align: left;
    cursor: pointer;
  }
  .rules button:hover {
    background: color-mix(in srgb, var(--ink) 6%, transparent);
  }
  .rules button[aria-pressed="true"] {
    background: color-mix(in srgb, var(--accent) 20%, var(--card));
    font-weight: 500;
  }
  .bad {
    color: var(--red-ink);
  }
  porchlight-rules-form,
  porchlight-rules-camera,
  .plan {
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  .plan h2 {
    margin-bottom: 6px;
  }
  .plan ul {
    display: grid;
    gap: 6px;
    margin-bottom: 14px;
    overflow-wrap: anywhere;
  }
  .plan ul:last-child {
    margin-bottom: 0;
  }
  .never li {
    display: flex;
    gap: 8px;
  }
  .never .icon {
    color: var(--amber-ink);
  }
  .notice {
    margin-bottom: 16px;
    flex-wrap: wrap;
  }
  .notice .row {
    flex-wrap: wrap;
  }
  @media (max-width: 599px) {
    header h1 .soft {
      display: block;
      font-size: 14px;
      font-weight: 400;
    }
    .tools .button:not(.square) {
      flex: 1;
      padding: 0 8px;
    }
    .tools .button:not(.square) .icon {
      display: none;
    }
    .save {
      bottom: calc(72px + env(safe-area-inset-bottom));
    }
  }
`;
