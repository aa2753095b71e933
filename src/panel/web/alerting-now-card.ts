import {
  mdiBell,
  mdiBellOffOutline,
  mdiBellSleepOutline,
  mdiEyeCheckOutline,
  mdiEyeOffOutline,
  mdiHomeOutline,
  mdiMoonWaningCrescent,
  mdiWalk,
} from "@mdi/js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { AlertingStateWire } from "#api/alerting-wire.ts";
import type { CameraWire } from "#api/wire.ts";
import { type HouseMode, houseModes } from "#domain/alert-settings.ts";
import { acknowledge, endSnooze, setMode, snooze } from "./alerting-api.ts";
import { alertingNowStyles } from "./alerting-now-styles.ts";
import { minutesToMorning, modeWords, type Standing, standingOf, untilOf } from "./alerting-words.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import { shared } from "./styles.ts";
import { sinceOf, spanOf } from "./words.ts";

const HOUR_MIN = 60;
const THREE_HOURS_MIN = 180;

const modeDrawings = {
  home: mdiHomeOutline,
  away: mdiWalk,
  night: mdiMoonWaningCrescent,
  privacy: mdiEyeOffOutline,
} as const satisfies Record<HouseMode, string>;

const standingDrawings = {
  tells: mdiBell,
  quiet: mdiBellSleepOutline,
  off: mdiBellOffOutline,
} as const satisfies Record<Standing["kind"], string>;

/** How things stand now, and what can be said to it at once: mode, snooze, "I have seen it". */
export class AlertingNow extends LitElement {
  static override readonly properties = {
    state: { attribute: false },
    cameras: { attribute: false },
    buttonMinutes: { type: Number },
    renew: { attribute: false },
    isBusy: { state: true },
    failure: { state: true },
  };
  declare state: AlertingStateWire;
  declare cameras: readonly CameraWire[];
  /** How long the owner lets the snooze button last. */
  declare buttonMinutes: number;
  /** Asks how things stand once more. */
  declare renew: () => Promise<void>;
  declare private isBusy: boolean;
  declare private failure: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    this.isBusy = false;
    whileConnected(this, (signal) => {
      this.stay = signal;
    });
  }

  private async act(act: Promise<unknown>): Promise<void> {
    this.isBusy = true;
    this.failure = undefined;
    await ask(act, this.stay, (failure) => {
      this.failure = failure;
    });
    await this.renew();
    this.isBusy = false;
  }

  override render(): TemplateResult {
    const standing = standingOf(this.state);
    const forgive = (): void => {
      this.failure = undefined;
    };
    return html`${failureNotice(this.failure, forgive, t("Close"))} ${this.open()}
      <section class="card" aria-label=${t("How things stand")}>
        <div class="standing ${standing.kind}" role="status">
          ${icon(standingDrawings[standing.kind])}
          <div><h2>${standing.head}</h2><p class="soft">${standing.more}</p></div>
        </div>
        ${this.modes()} ${this.snooze()}
        <ul class="each">${this.state.cameras.map((one) => this.camera(one))}</ul>
      </section>`;
  }

  /** What nobody has seen yet comes before everything else. */
  private open(): TemplateResult | typeof nothing {
    const { open } = this.state;
    if (open.length === 0) return nothing;
    return html`<section class="card open" aria-label=${t("Not seen yet")}>
      <h2>${t("Not seen yet")}</h2>
      <p class="soft">${t("These are told again until somebody has seen them.")}</p>
      <ul>
        ${open.map(
          ({ alert_id, camera, title, ts, times_told, next_at }) => html`<li>
            <div>
              <p><a class="link" href=${hrefOf({ page: "clip", id: alert_id })}>${title}</a></p>
              <p class="soft small">
                ${this.nameOf(camera)}, ${sinceOf(ts)}. ${toldWords(times_told, untilOf(next_at))}
              </p>
            </div>
            <button class="button strong" ?disabled=${this.isBusy} aria-label=${t("I have seen it: {title}", { title })}
              @click=${() => void this.act(acknowledge(alert_id))}>${icon(mdiEyeCheckOutline)} ${t("I have seen it")}</button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  private modes(): TemplateResult {
    return html`<div class="modes" role="group" aria-label=${t("Mode of the house")}>
      ${houseModes.map(
        (
          mode,
        ) => html`<button aria-pressed=${this.state.mode === mode} ?disabled=${this.isBusy} title=${t(modeWords[mode].does)}
          @click=${() => void this.act(setMode(mode))}>${icon(modeDrawings[mode])} <span>${t(modeWords[mode].title)}</span></button>`,
      )}
    </div>`;
  }

  private snooze(): TemplateResult {
    const { snoozed_until } = this.state;
    if (snoozed_until !== null) {
      return html`<div class="snooze" role="group" aria-label=${t("Snooze")}>
        <button class="button strong" ?disabled=${this.isBusy} @click=${() => void this.act(endSnooze())}>${t("End the snooze")}</button>
      </div>`;
    }
    const spans = [...new Set([this.buttonMinutes, HOUR_MIN, THREE_HOURS_MIN])].toSorted((a, b) => a - b);
    const morning = minutesToMorning();
    const offers = [
      ...spans.map((minutes) => ({ minutes, words: spanOf(minutes * 60) })),
      {
        minutes: morning,
        words: t("Until {when}", { when: untilOf(new Date(Date.now() + morning * 60_000).toISOString()) }),
      },
    ];
    return html`<div class="snooze" role="group" aria-label=${t("Snooze")}>
      <span class="soft">${t("Snooze")}</span>
      ${offers.map(
        ({
          minutes,
          words,
        }) => html`<button class="button" ?disabled=${this.isBusy} aria-label=${t("Snooze: {words}", { words })}
          @click=${() => void this.act(snooze(undefined, minutes))}>${words}</button>`,
      )}
    </div>`;
  }

  private camera({
    camera,
    snoozed_until,
    tells,
    why,
  }: AlertingStateWire["cameras"][number]): TemplateResult {
    const name = this.nameOf(camera);
    const isSnoozed = snoozed_until !== null;
    const act = (): void => void this.act(isSnoozed ? endSnooze(camera) : snooze(camera, this.buttonMinutes));
    const words = isSnoozed
      ? t("End the snooze")
      : t("Snooze {span}", { span: spanOf(this.buttonMinutes * 60) });
    return html`<li>
      <div>
        <p class="row">
          <a class="link" href=${hrefOf({ page: "camera", slug: camera })}>${name}</a>
          <span class="chip ${tells ? "good" : "warn"}">${icon(tells ? mdiBell : mdiBellOffOutline)} ${tells ? t("Tells") : t("Quiet")}</span>
        </p>
        ${isSnoozed ? html`<p class="soft small">${t("Snoozed until {when}.", { when: untilOf(snoozed_until) })}</p>` : why.map((sentence) => html`<p class="soft small">${sentence}</p>`)}
      </div>
      <button class="button" ?disabled=${this.isBusy} aria-label="${name}: ${words}" @click=${act}>${words}</button>
    </li>`;
  }

  private nameOf(camera: string): string {
    return this.cameras.find(({ slug }) => slug === camera)?.name ?? camera;
  }

  static override readonly styles = [shared, alertingNowStyles];
}
customElements.define("porchlight-alerting-now", AlertingNow);

function toldWords(times: number, next: string): string {
  if (times === 1) return t("Told once, again at {next}.", { next });
  return t("Told {n} times, again at {next}.", { n: times, next });
}
