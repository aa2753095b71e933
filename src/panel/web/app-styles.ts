import { css } from "lit";

export const appStyles = css`
  :host {
    min-height: 100vh;
    min-height: 100dvh;
  }
  header {
    position: sticky;
    top: 0;
    z-index: 5;
    display: flex;
    align-items: stretch;
    gap: 20px;
    height: 56px;
    padding: 0 max(24px, calc((100vw - 1280px) / 2 + 24px));
    background: var(--bar);
    color: var(--on-bar);
    border-bottom: 1px solid var(--line);
  }
  .name {
    align-self: center;
    font-size: 20px;
    font-weight: 500;
  }
  nav {
    display: flex;
    gap: 4px;
  }
  nav a {
    position: relative;
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 16px;
    font-weight: 500;
    color: color-mix(in srgb, var(--on-bar) 72%, transparent);
    border-bottom: 3px solid transparent;
    border-top: 3px solid transparent;
  }
  nav a:hover {
    color: var(--on-bar);
  }
  nav a:focus-visible {
    outline-color: currentColor;
    outline-offset: -4px;
  }
  nav a[aria-current="page"] {
    color: var(--on-bar);
    border-bottom-color: currentColor;
  }
  .count {
    min-width: 20px;
    padding: 0 6px;
    border-radius: 10px;
    background: #b3261e;
    color: #ffffff;
    font-size: 12px;
    line-height: 20px;
    text-align: center;
  }
  main {
    display: block;
    max-width: 1280px;
    margin: 0 auto;
    padding: 20px 24px 40px;
  }
  /* Focused only so that reading goes on here after a change of page: nothing to operate. */
  main:focus-visible {
    outline: none;
  }
  main > .notice {
    margin-bottom: 16px;
  }
  .brief {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow: hidden;
  }
  .notice h2 {
    margin-bottom: 6px;
  }
  .sentences {
    display: grid;
    gap: 6px;
    margin-bottom: 8px;
  }
  code {
    padding: 1px 6px;
    border-radius: 4px;
    background: color-mix(in srgb, var(--ink) 9%, transparent);
    font: 13px / 1.4 ui-monospace, "Roboto Mono", monospace;
  }
  /* As in Home Assistant, a phone has its tabs at the bottom, where the thumb is. */
  @media (max-width: 599px) {
    header {
      position: fixed;
      inset: auto 0 0 0;
      height: calc(60px + env(safe-area-inset-bottom));
      padding: 0 0 env(safe-area-inset-bottom);
      background: var(--card);
      color: var(--ink);
      border: 0;
      border-top: 1px solid var(--line);
    }
    .name {
      display: none;
    }
    nav {
      flex: 1;
    }
    nav a {
      flex: 1 1 auto;
      flex-direction: column;
      justify-content: center;
      gap: 1px;
      padding: 0;
      border: 0;
      color: var(--ink-soft);
      font-size: 12px;
    }
    nav a {
      min-width: 0;
    }
    nav a > span:not(.count) {
      max-width: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    nav .icon {
      width: 24px;
      height: 24px;
    }
    nav a[aria-current="page"] {
      color: var(--accent-ink);
    }
    .count {
      position: absolute;
      top: 4px;
      left: calc(50% + 6px);
    }
    main {
      padding: 12px 12px calc(76px + env(safe-area-inset-bottom));
    }
  }
`;
