import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { AlertingPreviewWire, AlertingStateWire } from "#api/alerting-wire.ts";
import type { CameraWire } from "#api/wire.ts";
import type { AlertSettings } from "#domain/alert-settings.ts";
import {
  fetchAlertingState,
  fetchAlertSettings,
  previewAlerting,
  saveAlertSettings,
} from "./alerting-api.ts";
import { makeAlertingDesk } from "./alerting-desk.ts";
import { type FormParts, followSection, modesSection, quietSection } from "./alerting-form.ts";
import { camerasSection, escalationSection, restSection } from "./alerting-form-more.ts";
import { t } from "./i18n.ts";
import "./alerting-now-card.ts";
import { previewCard, previewStyles, previewWords } from "./alerting-preview.ts";
import { fieldStyles } from "./fields.ts";
import { leaveForm, saveBar, saveStyles } from "./leave-notice.ts";
import { ask, whileConnected } from "./lifetime.ts";
import type { Live } from "./live.ts";
import "./notifiers-card.ts";
import { alertsStyles } from "./page-alerts-styles.ts";
import { failureNotice } from "./pieces.ts";
import { formStyles } from "./rules-form-styles.ts";
import type { Exit } from "./rules-leave.ts";
import { shared } from "./styles.ts";
import { wait } from "./wait.ts";

const REFRESH_MS = 5000;
/** While somebody changes things, nobody asks. */
const PREVIEW_AFTER_MS = 400;

/** When, of what and by whom one is told of alerts. */
export class AlertsPage extends LitElement {
  static override readonly properties = {
    live: { attribute: false },
    exit: { attribute: false },
    cameras: { attribute: false },
    state: { state: true },
    preview: { state: true },
    failure: { state: true },
    wanted: { state: true },
  };
  declare live: Live;
  declare exit: Exit;
  declare cameras: readonly CameraWire[] | undefined;
  declare private state: AlertingStateWire | undefined;
  /** What would come of what is not saved yet. */
  declare private preview: AlertingPreviewWire | undefined;
  declare private failure: string | undefined;
  /** Where somebody wanted to go from work that is not saved. */
  declare private wanted: string | undefined;
  private stay = new AbortController().signal;
  private asking = new AbortController();
  private readonly desk = makeAlertingDesk({ fetch: fetchAlertSettings, save: saveAlertSettings }, () =>
    this.requestUpdate(),
  );

  constructor() {
    super();
    whileConnected(this, (signal) => {
      this.stay = signal;
      const timer = setInterval(() => {
        if (document.visibilityState === "visible") void this.loadState();
      }, REFRESH_MS);
      const stops = [
        this.live.subscribe(({ type }) => {
          if (type === "alert" || type === "resync") void this.loadState();
        }),
        this.exit.guard((hash) => this.mayLeave(hash)),
      ];
      window.addEventListener("beforeunload", (event) => this.desk.view.isDirty && event.preventDefault(), {
        signal,
      });
      signal.addEventListener("abort", () => {
        clearInterval(timer);
        this.asking.abort();
        for (const stop of stops) stop();
      });
      void this.desk.load(signal);
      void this.loadState();
    });
  }

  private async loadState(): Promise<void> {
    const state = await ask(fetchAlertingState(this.stay), this.stay, (failure) => {
      this.failure = failure;
    });
    if (state === undefined) return;
    this.state = state;
    this.failure = undefined;
  }

  private change(next: AlertSettings): void {
    this.desk.change(next);
    void this.tryOut();
  }

  private async tryOut(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    await wait(PREVIEW_AFTER_MS, signal);
    const { draft, isDirty } = this.desk.view;
    if (signal.aborted || draft === undefined || !isDirty) return;
    // What cannot be tried says why when it is saved.
    const preview = await ask(previewAlerting(draft), signal, () => {});
    if (preview !== undefined) this.preview = preview;
  }

  private mayLeave(hash: string): boolean {
    if (!this.desk.view.isDirty) return true;
    this.wanted = hash;
    void this.lookAt(".leave");
    return false;
  }

  /** Whoever pressed something at the foot of the page must see what came of it. */
  private async lookAt(what: string): Promise<void> {
    await this.updateComplete;
    const found = this.renderRoot.querySelector(what);
    found?.scrollIntoView({ block: "center" });
    found?.querySelector("button")?.focus({ preventScroll: true });
  }

  private discard(): void {
    this.asking.abort();
    this.preview = undefined;
    this.desk.discard();
  }

  private async save(): Promise<boolean> {
    this.asking.abort();
    const isDone = await this.desk.save(this.stay);
    if (isDone) this.preview = undefined;
    else void this.lookAt(".notice");
    await this.loadState();
    return isDone;
  }

  private async saveAndLeave(): Promise<void> {
    if (await this.save()) this.leave();
  }

  private leave(): void {
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted !== undefined) location.hash = wanted;
  }

  override render(): TemplateResult {
    const { desk, state, cameras = [] } = this;
    const { draft, failure, isDirty, isSaving } = desk.view;
    const acts = { discard: () => this.discard(), save: () => void this.save() };
    return html`<h1 class="hush">${t("Notifications")}</h1>
      ${failureNotice(this.failure, () => void this.loadState())}
      ${failureNotice(failure, draft === undefined ? () => void desk.load(this.stay) : () => desk.forgive(), draft === undefined ? t("Try again") : t("Close"))}
      ${this.leaving()}
      ${
        state === undefined
          ? nothing
          : html`<porchlight-alerting-now
              .state=${state}
              .cameras=${cameras}
              .buttonMinutes=${draft?.snooze_minutes ?? 30}
              .renew=${() => this.loadState()}
            ></porchlight-alerting-now>`
      }
      ${draft === undefined ? nothing : this.form(draft)}
      ${saveBar(isDirty, isSaving, acts, this.preview && previewWords(this.preview))}`;
  }

  private leaving(): TemplateResult | typeof nothing {
    return leaveForm(this.wanted, {
      stay: () => {
        this.wanted = undefined;
      },
      discard: () => {
        this.discard();
        this.leave();
      },
      save: () => void this.saveAndLeave(),
    });
  }

  private form(draft: AlertSettings): TemplateResult {
    const { cameras = [], state, preview } = this;
    const parts: FormParts = {
      draft,
      cameras,
      state,
      change: (change) => this.change({ ...draft, ...change }),
    };
    return html`<div class="grid">
        <div>${modesSection(parts)} ${followSection(parts)} ${escalationSection(parts)} <porchlight-notifiers></porchlight-notifiers></div>
        <div>${quietSection(parts)} ${camerasSection(parts)} ${restSection(parts)}</div>
      </div>
      ${this.desk.view.isDirty && preview ? previewCard(preview, cameras) : nothing}`;
  }

  static override readonly styles = [
    shared,
    formStyles,
    fieldStyles,
    saveStyles,
    previewStyles,
    alertsStyles,
  ];
}
customElements.define("porchlight-alerts", AlertsPage);
