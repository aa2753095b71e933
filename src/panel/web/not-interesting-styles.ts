import { css } from "lit";

export const notInterestingStyles = css`
  .link {
    color: var(--accent-ink);
    text-decoration: underline;
  }
  dialog {
    width: min(560px, calc(100vw - 32px));
    max-height: min(90vh, 760px);
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
    color: var(--ink);
    overflow: auto;
  }
  dialog::backdrop {
    background: #0008;
  }
  /* On a phone it is a sheet that comes from below, within reach of the thumb. */
  @media (max-width: 599px) {
    dialog {
      width: 100vw;
      max-width: none;
      margin: auto 0 0;
      border-radius: var(--radius) var(--radius) 0 0;
    }
  }
  h3 {
    margin: 16px 0 8px;
    font-size: 14px;
    font-weight: 600;
  }
  .words {
    margin: 12px 0 6px;
    font-size: 18px;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }
  .place {
    position: relative;
    width: min(100%, 300px);
    margin: 10px 0;
    border-radius: 8px;
    overflow: hidden;
  }
  .place img {
    display: block;
    width: 100%;
  }
  .place svg {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .place rect {
    fill: color-mix(in srgb, var(--amber) 35%, transparent);
    stroke: var(--amber);
    stroke-width: 3px;
    vector-effect: non-scaling-stroke;
  }
  .notice {
    margin-top: 12px;
  }
  .past {
    display: flex;
    gap: 8px;
    padding-bottom: 6px;
    overflow-x: auto;
  }
  .past li {
    position: relative;
    flex: none;
    width: 128px;
  }
  .past img,
  .blank {
    display: grid;
    place-items: center;
    width: 128px;
    height: 72px;
    border-radius: 8px;
    background: var(--raised);
    object-fit: cover;
    color: var(--ink-soft);
  }
  .star {
    position: absolute;
    top: 4px;
    right: 4px;
    padding: 2px;
    border-radius: 50%;
    background: var(--card);
    color: var(--star, #c77700);
  }
  .wider,
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .wider .button {
    white-space: normal;
    text-align: left;
  }
  .acts {
    position: sticky;
    bottom: -20px;
    justify-content: flex-end;
    margin: 16px -20px -20px;
    padding: 12px 20px 16px;
    border-top: 1px solid var(--line);
    background: var(--card);
  }
  .main {
    background: var(--accent);
    color: var(--on-accent);
  }
  .main:hover {
    background: color-mix(in srgb, var(--ink) 12%, var(--accent));
  }
`;
