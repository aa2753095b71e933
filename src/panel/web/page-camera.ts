import { mdiArrowLeft, mdiCctvOff, mdiVectorSquare, mdiWalk } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CameraWire } from "#api/wire.ts";
import { t } from "./i18n.ts";
import "./briefing-card.ts";
import { cameraStyles, faultsOf, nowChips, reasonOf, stateChip, switchesOf } from "./camera-parts.ts";
import type { ClipList } from "./clip-list.ts";
import { cardStyles, happeningCard } from "./happening-card.ts";
import { happeningsOf } from "./happenings.ts";
import { icon } from "./icons.ts";
import { whileConnected } from "./lifetime.ts";
import "./live-picture.ts";
import { backStyles, emptyState, emptyStyles, failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import type { Exit } from "./rules-leave.ts";
import { shared } from "./styles.ts";
import "./suppressions-card.ts";
import { sinceOf } from "./words.ts";

const COUNTDOWN_MS = 1000;
const PICTURE_MS = 1000;
const HAPPENINGS_SHOWN = 6;

/** One camera, large, with its switches and what it recorded last. */
export class CameraPage extends LitElement {
  static override readonly properties = {
    list: { attribute: false },
    exit: { attribute: false },
    cameras: { attribute: false },
    slug: {},
    failure: { state: true },
  };
  declare list: ClipList;
  declare exit: Exit;
  declare cameras: readonly CameraWire[] | undefined;
  declare slug: string;
  declare private failure: string | undefined;

  constructor() {
    super();
    whileConnected(this, (signal) => {
      const stop = this.list.subscribe(() => this.requestUpdate());
      const timer = setInterval(() => this.requestUpdate(), COUNTDOWN_MS);
      signal.addEventListener("abort", () => {
        stop();
        clearInterval(timer);
      });
    });
  }

  protected override willUpdate(): void {
    this.list.show({ camera: this.slug, alertsOnly: false });
  }

  override render(): TemplateResult {
    const camera = this.cameras?.find(({ slug }) => slug === this.slug);
    if (camera === undefined) {
      return html`${
        this.cameras === undefined
          ? nothing
          : emptyState(
              mdiCctvOff,
              t("No such camera"),
              t("It may have been renamed or removed in the app's configuration."),
            )
      }`;
    }
    const forget = (): void => {
      this.failure = undefined;
    };
    return html`<header class="row">
        <a class="round" href=${hrefOf({ page: "cameras" })} aria-label=${t("Back to cameras")}>${icon(mdiArrowLeft)}</a>
        <h1 class="cut">${camera.name}</h1>
        <span class="push row">${nowChips(camera)}${stateChip(camera)}</span>
      </header>
      ${failureNotice(this.failure, forget, t("Close"))}
      <div class="columns">
        <div class="card">
          <porchlight-picture
            whole
            style=${shapeOf(camera)}
            .slug=${camera.slug}
            .name=${camera.name}
            .isLive=${camera.state === "live"}
            .intervalMs=${PICTURE_MS}
          ></porchlight-picture>
        </div>
        ${this.side(camera)}
      </div>
      <porchlight-suppressions .slug=${camera.slug}></porchlight-suppressions>
      ${this.latest()}
      <porchlight-briefing .slug=${camera.slug} .exit=${this.exit}></porchlight-briefing>`;
  }

  private side(camera: CameraWire): TemplateResult {
    const { video, since, state } = camera;
    const onFailure = (sentence: string): void => {
      this.failure = sentence;
    };
    return html`<div class="card side">
      ${reasonOf(camera)} ${faultsOf(camera, onFailure)} ${switchesOf(camera, onFailure)}
      <a class="button" href=${hrefOf({ page: "rules", slug: camera.slug })}>${icon(mdiVectorSquare)} ${t("Zones and lines")}</a>
      <p class="soft small">
        ${
          video === null
            ? nothing
            : html`${video.width} &times; ${video.height}, ${video.codec === "hevc" ? "H.265" : "H.264"},
              ${video.audio === "none" ? t("no sound") : t("with sound")}.`
        }
        ${state === "live" ? t("Live since {when}.", { when: sinceOf(since) }) : t("So since {when}.", { when: sinceOf(since) })}
      </p>
    </div>`;
  }

  private latest(): TemplateResult | typeof nothing {
    const { isLoaded, clips } = this.list.state;
    if (!isLoaded) return nothing;
    const shown = happeningsOf(clips).slice(0, HAPPENINGS_SHOWN);
    return html`<section>
      <div class="row more">
        <h2>${t("Latest")}</h2>
        <a class="button push" href=${hrefOf({ page: "review", camera: this.slug, alertsOnly: false })}>${t("Show all")}</a>
      </div>
      ${
        shown.length === 0
          ? emptyState(
              mdiWalk,
              t("No clips yet"),
              t("Walk past the camera: what moves appears here within seconds."),
            )
          : html`<div class="grid">${repeat(shown, ({ id }) => id, happeningCard)}</div>`
      }
    </section>`;
  }

  static override readonly styles = [
    shared,
    cameraStyles,
    cardStyles,
    emptyStyles,
    backStyles,
    css`
      header {
        margin-bottom: 16px;
      }
      .columns {
        display: grid;
        gap: var(--gap);
        align-items: start;
      }
      @media (min-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr) 340px;
        }
      }
      .side {
        display: grid;
        gap: 12px;
        padding: 16px;
      }
      .more {
        margin: 24px 0 12px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(240px, 100%), 1fr));
        gap: var(--gap);
      }
    `,
  ];
}
customElements.define("porchlight-camera", CameraPage);

function shapeOf({ video }: CameraWire): string {
  return video === null || video.height === 0 ? "" : `aspect-ratio: ${video.width} / ${video.height}`;
}
