import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import type { ClipWire } from "#api/wire.ts";
import { clipPicture, clipVideo } from "./api.ts";
import { named, t } from "./i18n.ts";
import { drawingOf, icon } from "./icons.ts";
import { shared } from "./styles.ts";
import { capital, percentOf, placeOf } from "./words.ts";

/** Marks offered below the video; a busy street has more than anybody clicks. */
const MARKS_MAX = 12;

type Detection = NonNullable<ClipWire["filter_result"]>["detections"][number];

/** A clip's video, and below it what was detected: a click goes to the moment and draws the box. */
export class ClipPlayer extends LitElement {
  static override readonly properties = {
    clip: { attribute: false },
    marked: { state: true },
    isBroken: { state: true },
  };
  declare clip: ClipWire;
  declare private marked: Detection | undefined;
  declare private isBroken: boolean;

  constructor() {
    super();
    this.isBroken = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("clip");
    if (before === undefined || before.clip_id === this.clip.clip_id) return;
    this.marked = undefined;
    this.isBroken = false;
  }

  override render(): TemplateResult {
    const { clip_id, has_snapshot, video } = this.clip;
    const shape = video.width > 0 && video.height > 0 ? `${video.width} / ${video.height}` : "16 / 9";
    return html`<div class="stage" style=${styleMap({ "aspect-ratio": shape })}>
        <video
          src=${clipVideo(clip_id)}
          poster=${has_snapshot ? clipPicture(clip_id) : nothing}
          controls
          playsinline
          autoplay
          .muted=${true}
          preload="metadata"
          aria-label=${t("The clip")}
          @play=${this.unmark}
          @error=${this.onBroken}
        ></video>
        ${this.box()}
      </div>
      ${this.isBroken ? this.brokenNotice() : nothing} ${this.marks()}`;
  }

  private box(): TemplateResult | typeof nothing {
    if (this.marked === undefined) return nothing;
    const { box, label, score } = this.marked;
    const place = {
      left: `${box.x * 100}%`,
      top: `${box.y * 100}%`,
      width: `${box.width * 100}%`,
      height: `${box.height * 100}%`,
    };
    return html`<div class="box" style=${styleMap(place)}><span>${capital(named(label))} ${percentOf(score)}</span></div>`;
  }

  private marks(): TemplateResult | typeof nothing {
    const detections = this.clip.filter_result?.detections ?? [];
    if (detections.length === 0) return nothing;
    const shown = detections.toSorted((a, b) => a.at_ms - b.at_ms).slice(0, MARKS_MAX);
    return html`<div class="marks" role="group" aria-label=${t("Seen in this clip")}>
      ${shown.map(
        (mark) => html`<button
          class="chip ${mark === this.marked ? "alert" : ""}"
          aria-pressed=${mark === this.marked ? "true" : "false"}
          @click=${() => this.show(mark)}
        >
          ${icon(drawingOf(mark.label))} ${capital(named(mark.label))} ${percentOf(mark.score)}
          <span class="soft">${placeOf(mark.at_ms)}</span>
        </button>`,
      )}
    </div>`;
  }

  private brokenNotice(): TemplateResult {
    const { codec } = this.clip.video;
    const why =
      codec === "hevc"
        ? t(
            "This browser does not play H.265, which the camera sends. Another browser may, or switch the camera to H.264.",
          )
        : t("The video could not be played. The file may no longer be on the disk.");
    return html`<p class="broken" role="alert">
      ${why} <a href=${clipVideo(this.clip.clip_id)} download="${this.clip.clip_id}.mp4">${t("Download the clip")}</a>
    </p>`;
  }

  /** Stops at a moment of the clip, ms from its beginning. */
  seek(atMs: number): void {
    this.marked = undefined;
    const video = this.renderRoot.querySelector("video");
    if (!video) return;
    video.pause();
    video.currentTime = atMs / 1000;
  }

  private show(mark: Detection): void {
    this.seek(mark.at_ms);
    this.marked = mark;
  }

  private unmark(): void {
    this.marked = undefined;
  }

  private onBroken(): void {
    this.isBroken = true;
  }

  static override readonly styles = [
    shared,
    css`
      .stage {
        position: relative;
        max-height: min(72vh, 820px);
        margin: 0 auto;
        background: #000000;
        border-radius: var(--radius);
        overflow: hidden;
      }
      video {
        display: block;
        width: 100%;
        height: 100%;
      }
      .box {
        position: absolute;
        border: 2px solid #ffd54f;
        border-radius: 4px;
        box-shadow: 0 0 0 1px #00000080;
        pointer-events: none;
      }
      .box span {
        position: absolute;
        left: -2px;
        bottom: 100%;
        padding: 1px 6px;
        background: #ffd54f;
        color: #1a1a1a;
        font-size: 12px;
        font-weight: 600;
        white-space: nowrap;
        border-radius: 4px 4px 0 0;
      }
      .marks {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 12px;
      }
      .marks .chip {
        height: 36px;
        border-radius: 18px;
        padding: 0 14px 0 12px;
        border: 0;
        cursor: pointer;
        color: var(--ink);
      }
      .marks .chip.alert {
        color: var(--accent-ink);
      }
      .broken {
        margin-top: 12px;
      }
      .broken a {
        color: var(--accent-ink);
        text-decoration: underline;
      }
    `,
  ];
}
customElements.define("porchlight-player", ClipPlayer);
