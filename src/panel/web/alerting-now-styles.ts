import { css } from "lit";

export const alertingNowStyles = css`
      .card {
        display: grid;
        gap: 16px;
        padding: 16px;
        margin-bottom: var(--gap);
      }
      .notice {
        margin-bottom: var(--gap);
      }
      .standing {
        display: flex;
        gap: 16px;
        align-items: center;
      }
      .standing h2 {
        font-size: 18px;
      }
      .standing .icon {
        width: 40px;
        height: 40px;
        color: var(--green);
      }
      .quiet .icon {
        color: var(--accent-ink);
      }
      .off .icon {
        color: var(--amber-ink);
      }
      .modes {
        display: grid;
        grid-template-columns: repeat(4, minmax(0, 1fr));
        gap: 3px;
        max-width: 560px;
        padding: 3px;
        border-radius: 24px;
        background: var(--raised);
      }
      .modes button {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 6px;
        min-height: 44px;
        padding: 0 4px;
        border: 0;
        border-radius: 21px;
        background: none;
        font-weight: 500;
        color: var(--ink-soft);
        cursor: pointer;
      }
      .modes button[aria-pressed="true"] {
        background: var(--accent);
        color: var(--on-accent);
      }
      .snooze {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .snooze .soft {
        margin-right: 4px;
      }
      .button {
        min-height: 44px;
      }
      .button.strong {
        background: var(--accent);
        color: var(--on-accent);
      }
      .open {
        background: color-mix(in srgb, var(--red) 10%, var(--card));
        border-color: color-mix(in srgb, var(--red) 45%, var(--card));
        gap: 4px;
      }
      li {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 12px;
        padding: 12px 0 0;
        overflow-wrap: anywhere;
      }
      .each li {
        padding: 12px 0;
        border-top: 1px solid var(--line);
      }
      .each li:last-child {
        padding-bottom: 0;
      }
      li > div {
        min-width: 0;
      }
      li .button {
        flex: none;
      }
      .link {
        font-weight: 500;
      }
      .link:hover {
        text-decoration: underline;
      }
      @media (max-width: 599px) {
        .modes {
          grid-template-columns: repeat(4, auto);
          border-radius: 14px;
        }
        .modes button {
          flex-direction: column;
          gap: 2px;
          padding: 6px 0;
          border-radius: 12px;
          font-size: 13px;
        }
        .open li {
          flex-direction: column;
          align-items: stretch;
        }
        .each .button {
          padding: 0 12px;
          font-size: 14px;
        }
      }
`;
