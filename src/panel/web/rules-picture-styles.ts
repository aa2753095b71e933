import { css } from "lit";

/** Colours on the picture are the same in every theme: what is below them is a camera's picture. */
export const pictureStyles = css`
  :host {
    --zone: #4fc3f7;
    --border: #ffd54f;
    --wrong: #ff6e6e;
  }
  .stage {
    position: relative;
    /* A picture may not push what belongs to it off the screen. */
    max-width: calc(var(--most, 72vh) * var(--aspect));
    margin: 0 auto;
    overflow: hidden;
    background: #17181b;
    user-select: none;
    -webkit-user-select: none;
    touch-action: pan-y pinch-zoom;
  }
  .stage.held {
    touch-action: none;
  }
  .stage.drawing {
    cursor: crosshair;
  }
  .stage:focus-visible {
    outline-offset: -3px;
  }
  porchlight-picture {
    width: 100%;
    pointer-events: none;
  }
  svg,
  .over {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .shape polygon,
  .shape polyline {
    fill: none;
    stroke: var(--zone);
    stroke-width: 2;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .shape polygon {
    fill: color-mix(in srgb, var(--zone) 16%, transparent);
  }
  .shape .halo {
    fill: none;
    stroke: #00000080;
    stroke-width: 5;
  }
  .shape.lines polyline:not(.halo) {
    stroke: var(--border);
  }
  .shape.masks polygon:not(.halo) {
    stroke: #d7d9de;
  }
  .shape.chosen polygon:not(.halo),
  .shape.chosen polyline:not(.halo) {
    stroke-width: 3;
  }
  .shape.zones.chosen polygon:not(.halo) {
    fill: color-mix(in srgb, var(--zone) 28%, transparent);
  }
  .shape.faulty polygon:not(.halo),
  .shape.faulty polyline:not(.halo) {
    stroke: var(--wrong);
    stroke-dasharray: 7 6;
  }
  .dot {
    fill: #ffffff;
    stroke: #14262e;
    stroke-width: 2;
  }
  .closing {
    fill: none;
    stroke: #ffffff;
    stroke-width: 2;
    stroke-dasharray: 3 3;
  }
  .plus circle {
    fill: #14262ecc;
    stroke: #ffffff;
    stroke-width: 1.5;
  }
  .plus path {
    stroke: #ffffff;
    stroke-width: 1.5;
  }
  .over span {
    position: absolute;
  }
  .over .word,
  .over .side,
  .over .what {
    padding: 0 6px;
    border-radius: 5px;
    background: #000000a8;
    color: #ffffff;
    font-size: 12px;
    line-height: 18px;
    white-space: nowrap;
  }
  .over .word {
    max-width: 40%;
    overflow: hidden;
    text-overflow: ellipsis;
    transform: translate(4px, 6px);
    border-left: 3px solid var(--zone);
  }
  .over .word.left {
    transform: translate(calc(-100% - 4px), 6px);
  }
  @media (max-width: 599px) {
    /* Too many words for so small a picture: the list below has them. */
    .over .word:not(.chosen) {
      display: none;
    }
  }
  .over .word.lines {
    border-color: var(--border);
  }
  .over .word.masks {
    border-color: #d7d9de;
  }
  .over .side {
    transform: translate(-50%, -50%);
    font-weight: 600;
    color: var(--border);
  }
  .track {
    border: 1.5px solid #7cff8f;
    border-radius: 3px;
  }
  .track.lost {
    border-style: dashed;
    opacity: 0.6;
  }
  .foot {
    width: 10px;
    height: 10px;
    margin: -5px 0 0 -5px;
    border: 2px solid #0b3312;
    border-radius: 50%;
    background: #7cff8f;
  }
  .foot.in {
    box-shadow: 0 0 0 4px #7cff8f70;
  }
  .foot .what {
    left: 10px;
    top: -6px;
  }
  .foot.left .what {
    left: auto;
    right: 10px;
  }
  .figure {
    border: 2px solid #ff9ff3;
    border-radius: 40% 40% 12% 12% / 22% 22% 6% 6%;
    background: #ff9ff333;
  }
  .over .figure-word {
    transform: translate(-50%, 4px);
  }
  .handle {
    position: absolute;
    width: 44px;
    height: 44px;
    margin: -22px 0 0 -22px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    /* The stage finds out which is meant: where two lie close, the nearer. */
    pointer-events: none;
  }
  .handle:focus-visible {
    outline: 3px solid #ffffff;
    outline-offset: -8px;
    box-shadow: inset 0 0 0 9px #00000070;
  }
  .size {
    border: 2px solid #ff9ff3;
    border-radius: 3px;
    outline: 1px solid #00000080;
  }
  .size.smallest {
    background: #ff9ff333;
  }
  .size.largest {
    border-style: dashed;
  }
  .over .size-word {
    --aside: 0;
    transform: translate(var(--aside), 3px);
  }
  .over .size-word.smallest {
    transform: translate(var(--aside), calc(-100% - 3px));
  }
  .over .size-word.left {
    --aside: -100%;
  }
  .height-handle::after,
  .area-handle::after {
    content: "";
    position: absolute;
    inset: 15px;
    border: 2px solid #3d0a36;
    border-radius: 50%;
    background: #ff9ff3;
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    padding: 10px 12px;
  }
  .bar p {
    flex: 1 1 220px;
  }
  @media (max-width: 599px) {
    .keys {
      display: none;
    }
  }
  .button {
    min-height: 44px;
  }
  .button.strong {
    background: var(--accent);
    color: var(--on-accent);
  }
`;
