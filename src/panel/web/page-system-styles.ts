import { css } from "lit";

export const systemStyles = css`
  .card {
    padding: 16px;
    margin-bottom: var(--gap);
  }
  .card h2 {
    margin-bottom: 10px;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr));
    gap: var(--gap);
  }
  .grid .card {
    margin: 0;
  }
  .health {
    display: flex;
    gap: 16px;
    align-items: center;
  }
  .health h2 {
    margin: 0;
    font-size: 18px;
  }
  .health .icon {
    width: 40px;
    height: 40px;
  }
  .health.well .icon {
    color: var(--green);
  }
  .health.ill .icon {
    color: var(--amber-ink);
  }
  .problems {
    display: grid;
    gap: 14px;
  }
  .problems li {
    display: flex;
    gap: 12px;
    overflow-wrap: anywhere;
  }
  .problems .icon {
    margin-top: 1px;
    color: var(--amber-ink);
  }
  .big {
    font-size: 20px;
    margin-bottom: 6px;
    overflow-wrap: anywhere;
  }
  .big .chip {
    vertical-align: middle;
  }
  .facts {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 6px 16px;
  }
  .facts dd {
    text-align: right;
    overflow-wrap: anywhere;
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin-top: 20px;
  }
  .notice {
    margin-bottom: var(--gap);
  }
`;
