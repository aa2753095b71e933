import { mdiImageOffOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { fetchPicture } from "./api.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { whileConnected } from "./lifetime.ts";
import { nextWaitMs } from "./refresh.ts";
import { shared } from "./styles.ts";
import { wait } from "./wait.ts";
import { exactTimeOf } from "./words.ts";

/** A picture older than this says when it was taken. */
const FRESH_MS = 15_000;

/**
 * The newest picture of a camera, fetched again and again while it can be seen. Single pictures and no stream:
 * ingress does not carry `multipart/x-mixed-replace`.
 */
export class LivePicture extends LitElement {
  static override readonly properties = {
    slug: {},
    name: {},
    intervalMs: { type: Number },
    isLive: { type: Boolean },
    shown: { state: true },
    takenAt: { state: true },
  };
  declare slug: string;
  declare name: string;
  declare intervalMs: number;
  /** The camera delivers now; else what is shown is the last that it did. */
  declare isLive: boolean;
  declare private shown: string | undefined;
  declare private takenAt: string | null;

  constructor() {
    super();
    this.intervalMs = 2000;
    this.isLive = true;
    this.takenAt = null;
    whileConnected(this, (signal) => void this.refresh(signal));
  }

  override render(): TemplateResult {
    if (this.shown === undefined) {
      return html`<div class="nothing">${icon(mdiImageOffOutline, t("No picture of {name} yet", { name: this.name }))}</div>`;
    }
    return html`<img class=${this.isLive ? "" : "old"} src=${this.shown} alt=${t("Newest picture of {name}", { name: this.name })} />
      ${this.age()}`;
  }

  private age(): TemplateResult | typeof nothing {
    if (this.takenAt === null) return nothing;
    const isFresh = Date.now() - Date.parse(this.takenAt) < FRESH_MS;
    return isFresh && this.isLive ? nothing : html`<span class="age">${exactTimeOf(this.takenAt)}</span>`;
  }

  private async refresh(signal: AbortSignal): Promise<void> {
    let failures = 0;
    let repeats = 0;
    while (!signal.aborted) {
      await seen(this, signal);
      if (!this.isLive) {
        await wait(this.intervalMs, signal);
        continue;
      }
      const begun = performance.now();
      const before = this.takenAt;
      try {
        await this.show(signal);
        failures = 0;
        repeats = this.takenAt !== null && this.takenAt === before ? repeats + 1 : 0;
      } catch {
        // The camera's state says why; the picture only comes back later.
        failures += 1;
      }
      const tookMs = performance.now() - begun;
      await wait(nextWaitMs({ intervalMs: this.intervalMs, tookMs, failures, repeats }), signal);
    }
    this.drop();
    this.shown = undefined;
  }

  private async show(signal: AbortSignal): Promise<void> {
    const { blob, takenAt } = await fetchPicture(this.slug, signal);
    const next = URL.createObjectURL(blob);
    const decoded = new Image();
    decoded.src = next;
    // Shown only once it is whole: no flicker.
    await decoded.decode();
    this.drop();
    this.shown = next;
    this.takenAt = takenAt;
  }

  private drop(): void {
    if (this.shown !== undefined) URL.revokeObjectURL(this.shown);
  }

  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        aspect-ratio: 16 / 9;
        background: #17181b;
        overflow: hidden;
      }
      img {
        display: block;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      :host([whole]) img {
        object-fit: contain;
      }
      img.old {
        filter: grayscale(1) brightness(0.6);
      }
      .nothing {
        display: grid;
        place-items: center;
        height: 100%;
        color: #85888f;
      }
      .nothing .icon {
        width: 48px;
        height: 48px;
      }
      .age {
        position: absolute;
        right: 8px;
        bottom: 8px;
        padding: 2px 8px;
        border-radius: 6px;
        background: #000000a8;
        color: #ffffff;
        font-size: 13px;
      }
    `,
  ];
}
customElements.define("porchlight-picture", LivePicture);

/** Resolves when the element is on the screen and the page in front, or at once when `signal` has aborted. */
function seen(element: Element, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let onScreen = false;
    const check = (): void => {
      if (!signal.aborted && (!onScreen || document.visibilityState === "hidden")) return;
      watcher.disconnect();
      document.removeEventListener("visibilitychange", check);
      signal.removeEventListener("abort", check);
      resolve();
    };
    const watcher = new IntersectionObserver((entries) => {
      onScreen = entries.at(-1)?.isIntersecting === true;
      check();
    });
    document.addEventListener("visibilitychange", check);
    signal.addEventListener("abort", check);
    watcher.observe(element);
    if (signal.aborted) check();
  });
}
