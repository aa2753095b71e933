import { mdiCctv } from "@mdi/js";
import { css, html, LitElement, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CameraWire } from "#api/wire.ts";
import { cameraStyles, faultsOf, nowChips, reasonOf, stateChip, switchesOf } from "./camera-parts.ts";
import { t } from "./i18n.ts";
import { whileConnected } from "./lifetime.ts";
import "./live-picture.ts";
import { emptyState, emptyStyles, failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import { shared } from "./styles.ts";

const COUNTDOWN_MS = 1000;
/** The more cameras, the slower each of them: the box makes every picture. */
const PICTURE_MS = 2000;
const PICTURE_EXTRA_MS = 250;

/** All cameras: what each sees now, how it is, and its switches. */
export class CamerasPage extends LitElement {
  static override readonly properties = {
    cameras: { attribute: false },
    failure: { state: true },
  };
  declare cameras: readonly CameraWire[] | undefined;
  declare private failure: string | undefined;

  constructor() {
    super();
    whileConnected(this, (signal) => {
      const timer = setInterval(() => this.requestUpdate(), COUNTDOWN_MS);
      signal.addEventListener("abort", () => clearInterval(timer));
    });
  }

  override render(): TemplateResult {
    const forget = (): void => {
      this.failure = undefined;
    };
    return html`<h1 class="hush">${t("Cameras")}</h1>
      ${failureNotice(this.failure, forget, t("Close"))}
      ${
        this.cameras?.length === 0
          ? emptyState(
              mdiCctv,
              t("No camera yet"),
              t(
                "Add a camera in the app's configuration: its name and its stream address are enough. Then restart Porchlight.",
              ),
            )
          : html`<div class="grid">
            ${repeat(
              this.cameras ?? [],
              ({ id }) => id,
              (camera) => this.cameraCard(camera),
            )}
          </div>`
      }`;
  }

  private cameraCard(camera: CameraWire): TemplateResult {
    const { slug, name, state } = camera;
    const href = hrefOf({ page: "camera", slug });
    const onFailure = (sentence: string): void => {
      this.failure = sentence;
    };
    return html`<article class="card" aria-label=${name}>
      <a class="look" href=${href} aria-label=${t("Look at {name}", { name })}>
        <porchlight-picture
          .slug=${slug}
          .name=${name}
          .isLive=${state === "live"}
          .intervalMs=${PICTURE_MS + PICTURE_EXTRA_MS * (this.cameras?.length ?? 0)}
        ></porchlight-picture>
        <span class="now row">${nowChips(camera)}</span>
      </a>
      <div class="body">
        <div class="row">
          <h2 class="cut"><a href=${href}>${name}</a></h2>
          <span class="push">${stateChip(camera)}</span>
        </div>
        ${reasonOf(camera)} ${faultsOf(camera, onFailure)} ${switchesOf(camera, onFailure)}
      </div>
    </article>`;
  }

  static override readonly styles = [
    shared,
    cameraStyles,
    emptyStyles,
    css`
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr));
        gap: var(--gap);
        align-items: start;
      }
      .look {
        display: block;
        position: relative;
      }
      .look:focus-visible {
        outline-offset: -3px;
      }
      .now {
        position: absolute;
        left: 8px;
        top: 8px;
        flex-wrap: wrap;
      }
      .body {
        display: grid;
        gap: 8px;
        padding: 12px 16px;
      }
      .does {
        display: none;
      }
      .switches {
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: 8px;
        margin-top: 4px;
      }
      .switch {
        flex-direction: column;
        gap: 6px;
        padding: 8px 0;
        font-size: 13px;
      }
      .switch > .icon {
        display: none;
      }
      .notice {
        margin-bottom: 16px;
      }
    `,
  ];
}
customElements.define("porchlight-cameras", CamerasPage);
