import { mdiAlertCircleOutline, mdiBellOffOutline, mdiImageOffOutline, mdiPlus, mdiStar } from "@mdi/js";
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import type { PastAlertWire, SuppressionPreviewWire } from "#api/suppressions-wire.ts";
import type { ClipWire } from "#api/wire.ts";
import { clipPicture } from "./api.ts";
import { named, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { notInterestingStyles } from "./not-interesting-styles.ts";
import { hrefOf } from "./route.ts";
import { shared } from "./styles.ts";
import { addSuppression, fetchProposal, previewSuppression } from "./suppressions-api.ts";
import { capital, listOf, sinceOf } from "./words.ts";

/** "Not interesting" beside an alert: a sheet that says what would be hidden, and hides it once the owner confirms. */
export class NotInteresting extends LitElement {
  static override readonly properties = {
    clip: { attribute: false },
    isOpen: { state: true },
    isBusy: { state: true },
    preview: { state: true },
    failure: { state: true },
    done: { state: true },
  };
  declare clip: ClipWire;
  declare private isOpen: boolean;
  declare private isBusy: boolean;
  declare private preview: SuppressionPreviewWire | undefined;
  declare private failure: string | undefined;
  /** What the owner is not told of any more. */
  declare private done: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    this.isOpen = false;
    this.isBusy = false;
    whileConnected(this, (signal) => {
      this.stay = signal;
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("clip");
    if (before === undefined || before.clip_id === this.clip.clip_id) return;
    this.isOpen = false;
    this.done = undefined;
  }

  protected override updated(): void {
    const sheet = this.renderRoot.querySelector("dialog");
    if (this.isOpen && sheet?.open === false) sheet.showModal();
  }

  private async show(question: Promise<SuppressionPreviewWire>): Promise<void> {
    this.isBusy = true;
    this.failure = undefined;
    const preview = await ask(question, this.stay, (failure) => {
      this.failure = failure;
    });
    this.isBusy = false;
    if (preview !== undefined) this.preview = preview;
  }

  private open(): void {
    this.isOpen = true;
    this.preview = undefined;
    void this.show(fetchProposal(this.clip.clip_id, this.stay));
  }

  private async confirm({ draft, words }: SuppressionPreviewWire): Promise<void> {
    this.isBusy = true;
    this.failure = undefined;
    const kept = await ask(addSuppression(draft), this.stay, (failure) => {
      this.failure = failure;
    });
    this.isBusy = false;
    if (kept === undefined) return;
    this.done = words;
    this.isOpen = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { alert_decision: decision } = this.clip;
    const list = hrefOf({ page: "camera", slug: this.clip.camera_name });
    if (this.done !== undefined) {
      return html`<p role="status">
        ${t("You are not told of this any more: {words}.", { words: this.done })}
        <a class="link" href=${list}>${t("Change it on the camera's page")}</a>
      </p>`;
    }
    if (decision?.notify_reason === "suppressed")
      return html`<a class="link" href=${list}>${t("What is not interesting here")}</a>`;
    if (decision?.notify !== true) return nothing;
    return html`<button class="button" @click=${() => this.open()}>${icon(mdiBellOffOutline)} ${t("Not interesting")}</button>
      ${this.isOpen ? this.sheet() : nothing}`;
  }

  private sheet(): TemplateResult {
    const close = (): void => {
      this.isOpen = false;
    };
    // Keys belong to the sheet: the page would leaf to another clip.
    return html`<dialog aria-labelledby="title" @close=${close} @keydown=${(event: Event) => event.stopPropagation()}>
      <h2 id="title">${t("Do not tell me of this?")}</h2>
      ${this.preview === undefined ? nothing : this.proposal(this.preview)}
      ${this.preview === undefined && this.failure === undefined ? html`<p class="soft">${t("Looking at past alerts…")}</p>` : nothing}
      ${this.failure === undefined ? nothing : notice(this.failure, true)}
      <div class="acts">
        <button class="button" @click=${close}>${this.preview === undefined ? t("Close") : t("Cancel")}</button>
        ${
          this.preview === undefined
            ? nothing
            : html`<button class="button main" ?disabled=${this.isBusy} @click=${() => this.preview && void this.confirm(this.preview)}>
                ${t("Do not tell me")}
              </button>`
        }
      </div>
    </dialog>`;
  }

  private proposal(preview: SuppressionPreviewWire): TemplateResult {
    const { words, warnings, alerts, wider, hidden } = preview;
    return html`<p class="words">${words}</p>
      ${this.clip.has_snapshot ? placePicture(this.clip.clip_id, preview.draft.places) : nothing}
      <p class="soft">${t("Such clips are still recorded, kept and listed. An alert of high risk is told all the same.")}</p>
      ${warnings.map((warning) => notice(warning))}
      <h3>${hiddenTitle(preview)}</h3>
      <ul class="past" tabindex="0" aria-label=${t("Past alerts that would have been hidden")}>${alerts.map(pastAlert)}</ul>
      ${hidden > alerts.length ? html`<p class="soft small">${t("The newest {n} are shown.", { n: alerts.length })}</p>` : nothing}
      ${wider.length === 0 ? nothing : html`<h3>${t("Hide more")}</h3>`}
      <div class="wider">
        ${wider.map(
          ({ words: step, more, draft }) => html`<button class="button" ?disabled=${this.isBusy}
            @click=${() => void this.show(previewSuppression(draft))}>
            ${icon(mdiPlus)} ${step} <span class="soft small">${more === 0 ? "" : t("{n} more", { n: more })}</span>
          </button>`,
        )}
      </div>`;
  }

  static override readonly styles = [shared, notInterestingStyles];
}
customElements.define("porchlight-not-interesting", NotInteresting);

/** Where it would be hidden: the feet of things stand in a frame. */
function placePicture(clip: string, places: SuppressionPreviewWire["draft"]["places"]): TemplateResult {
  const all = [{ x: 0, y: 0, width: 1, height: 1 }];
  return html`<div class="place">
    <img src=${clipPicture(clip)} alt=${t("Where in the picture: framed")} />
    <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      ${(places ?? all).map(
        ({ x, y, width, height }) => svg`<rect x=${x} y=${y} width=${width} height=${height}></rect>`,
      )}
    </svg>
  </div>`;
}

function hiddenTitle({ hidden, looked }: SuppressionPreviewWire): string {
  return looked === 1
    ? t("This would have hidden {hidden} of the only alert of this camera", { hidden })
    : t("This would have hidden {hidden} of the last {looked} alerts of this camera", { hidden, looked });
}

function notice(sentence: string, isBad = false): TemplateResult {
  return html`<div class="notice ${isBad ? "bad" : ""}" role=${isBad ? "alert" : nothing}>
    ${icon(mdiAlertCircleOutline)}
    <p>${sentence}</p>
  </div>`;
}

function pastAlert({ clip_id, start_ts, starred, has_snapshot, objects }: PastAlertWire): TemplateResult {
  const when = capital(sinceOf(start_ts));
  const what = capital(listOf(objects.map(named))) || t("Motion");
  return html`<li>
    ${
      has_snapshot
        ? html`<img src=${clipPicture(clip_id)} alt=${`${what}, ${when}`} loading="lazy" />`
        : html`<div class="blank">${icon(mdiImageOffOutline, t("{what}, {when}: no picture", { what, when }))}</div>`
    }
    ${starred ? html`<span class="star">${icon(mdiStar, t("Starred"))}</span>` : nothing}
    <p class="small soft">${when}</p>
  </li>`;
}
