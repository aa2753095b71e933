import { mdiCctv, mdiFilterOffOutline, mdiWalk } from "@mdi/js";
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CameraWire } from "#api/wire.ts";
import type { ClipList, ClipListState } from "./clip-list.ts";
import { cardStyles, happeningCard } from "./happening-card.ts";
import { type Day, daysOf } from "./happenings.ts";
import { t } from "./i18n.ts";
import { ask, whileConnected } from "./lifetime.ts";
import type { Live } from "./live.ts";
import { makeNows, type Now } from "./now.ts";
import { nowCard, nowStyles } from "./now-card.ts";
import { emptyState, emptyStyles, failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import { fetchScene } from "./rules-api.ts";
import { shared } from "./styles.ts";
import { dayOf as dayNameOf } from "./words.ts";

/** What nobody renews goes away. */
const TICK_MS = 5000;
/** Among them is the clip of what went on a moment ago. */
const NEWEST_CLIPS = 30;

/** What happened: a card for each happening, under one heading per day. */
export class ReviewPage extends LitElement {
  static override readonly properties = {
    list: { attribute: false },
    live: { attribute: false },
    cameras: { attribute: false },
    alertsOnly: { type: Boolean },
    camera: {},
  };
  declare list: ClipList;
  declare live: Live;
  declare cameras: readonly CameraWire[] | undefined;
  declare alertsOnly: boolean;
  declare camera: string | undefined;
  private readonly nows = makeNows();
  private stay = new AbortController().signal;
  private isRecalled = false;

  constructor() {
    super();
    whileConnected(this, (signal) => {
      this.stay = signal;
      const stops = [
        this.list.subscribe(() => this.requestUpdate()),
        this.live.subscribe((event) => {
          if (event.type === "resync") this.isRecalled = false;
          this.nows.hear(event, Date.now());
          this.requestUpdate();
        }),
      ];
      const tick = setInterval(() => this.requestUpdate(), TICK_MS);
      signal.addEventListener("abort", () => {
        for (const stop of stops) stop();
        clearInterval(tick);
      });
    });
  }

  protected override willUpdate(): void {
    this.list.show({ camera: this.camera, alertsOnly: this.alertsOnly });
    for (const clip of this.list.state.clips.slice(0, NEWEST_CLIPS)) this.nows.recorded(clip);
    if (this.isRecalled || this.cameras === undefined) return;
    this.isRecalled = true;
    for (const camera of this.cameras) void this.recall(camera);
  }

  /** What began before this page was opened. */
  private async recall({ slug, last_alert }: CameraWire): Promise<void> {
    const live = await ask(fetchScene(slug, this.stay), this.stay, () => {});
    this.nows.recall(last_alert, live ?? { camera: slug, scene: null }, Date.now());
    this.requestUpdate();
  }

  override render(): TemplateResult {
    const { state } = this.list;
    const nows = this.nows.shown(this, (camera) => this.known(camera)?.name, Date.now());
    const days = withNow(daysOf(state.clips), nows);
    return html`<h1 class="hush">${t("What happened")}</h1>
      ${this.filters()} ${failureNotice(state.failure, () => void this.list.reload())}
      ${state.isLoaded && days.length === 0 ? this.empty() : days.map((day) => this.day(day))}
      ${state.isLoaded || state.failure !== undefined ? nothing : waiting()} ${this.older(state)}`;
  }

  private known(camera: string): CameraWire | undefined {
    return this.cameras?.find(({ slug }) => slug === camera);
  }

  private day({ title, happenings, nows }: DayWithNow): TemplateResult {
    return html`<section aria-label=${title}>
      <h2>${title}</h2>
      <div class="grid">
        ${repeat(
          nows,
          ({ camera }) => camera,
          (now) => nowCard(now, this.known(now.camera)),
        )}
        ${repeat(happenings, ({ id }) => id, happeningCard)}
      </div>
    </section>`;
  }

  private filters(): TemplateResult {
    const { camera, alertsOnly } = this;
    const shown = camera === undefined ? {} : { camera };
    return html`<div class="filters" role="group" aria-label=${t("Filter")}>
      <div class="choice">
        ${choice(t("Everything"), hrefOf({ page: "review", alertsOnly: false, ...shown }), !alertsOnly)}
        ${choice(t("Alerts"), hrefOf({ page: "review", alertsOnly: true, ...shown }), alertsOnly)}
      </div>
      <label class="select">
        <span class="hush">${t("Camera")}</span>
        <select @change=${this.chooseCamera}>
          <option value="" ?selected=${camera === undefined}>${t("All cameras")}</option>
          ${this.cameras?.map(
            ({ slug, name }) => html`<option value=${slug} ?selected=${slug === camera}>${name}</option>`,
          )}
        </select>
      </label>
    </div>`;
  }

  private chooseCamera(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    const camera = value === "" ? {} : { camera: value };
    location.hash = hrefOf({ page: "review", alertsOnly: this.alertsOnly, ...camera });
  }

  private empty(): TemplateResult {
    if (this.cameras?.length === 0) {
      return emptyState(
        mdiCctv,
        t("No camera yet"),
        t(
          "Add a camera in the app's configuration: its name and its stream address are enough. Then restart Porchlight.",
        ),
      );
    }
    if (this.alertsOnly || this.camera !== undefined) {
      return html`${emptyState(
        mdiFilterOffOutline,
        this.alertsOnly ? t("No alerts here") : t("No clips of this camera"),
        this.alertsOnly
          ? t("Nothing was worth an alert so far. What else happened is under Everything.")
          : t("Walk past the camera: what moves in front of it appears here within seconds."),
      )}
        <p class="middle"><a class="button" href="#/review">${t("Show everything")}</a></p>`;
    }
    return emptyState(
      mdiWalk,
      t("No clips yet"),
      t("Walk past the camera: what moves in front of it appears here within seconds."),
    );
  }

  private older({ isLoaded, isLoading, next }: ClipListState): TemplateResult | typeof nothing {
    if (!isLoaded || next === null) return nothing;
    return html`<p class="middle">
      <button class="button" ?disabled=${isLoading} @click=${() => void this.list.more()}>${t("Show older")}</button>
    </p>`;
  }

  static override readonly styles = [
    shared,
    cardStyles,
    nowStyles,
    emptyStyles,
    css`
      .filters {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 8px 16px;
      }
      .choice {
        display: inline-flex;
        padding: 3px;
        border-radius: 22px;
        background: var(--raised);
      }
      .choice a {
        display: flex;
        align-items: center;
        min-height: 34px;
        padding: 0 16px;
        border-radius: 18px;
        font-weight: 500;
        color: var(--ink-soft);
      }
      .choice a[aria-current="true"] {
        background: color-mix(in srgb, var(--accent) 20%, var(--card));
        color: var(--accent-ink);
      }
      select {
        height: 40px;
        max-width: 46vw;
        padding: 0 12px;
        border-radius: 20px;
        border: 1px solid var(--line);
        background: var(--card);
        text-overflow: ellipsis;
      }
      h2 {
        margin: 24px 2px 12px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr));
        gap: var(--gap);
      }
      .blank {
        aspect-ratio: 4 / 3;
        border-radius: var(--radius);
        background: var(--raised);
        opacity: 0.5;
      }
      .notice {
        margin-top: 16px;
      }
      .middle {
        text-align: center;
        margin-top: 24px;
      }
      .middle .button {
        display: inline-flex;
      }
      @media (max-width: 599px) {
        .grid {
          gap: 10px;
        }
        h2 {
          margin: 18px 2px 10px;
        }
      }
    `,
  ];
}
customElements.define("porchlight-review", ReviewPage);

function choice(word: string, href: string, isCurrent: boolean): TemplateResult {
  return html`<a href=${href} aria-current=${isCurrent ? "true" : "false"}>${word}</a>`;
}

interface DayWithNow extends Day {
  readonly nows: readonly Now[];
}

/** What goes on now stands where its happening will stand: in front of all that happened that day. */
function withNow(days: readonly Day[], nows: readonly Now[]): readonly DayWithNow[] {
  const [newest] = nows;
  const [first, ...older] = days.map(({ title, happenings }) => ({
    title,
    happenings: happenings.filter(({ id }) => nows.every(({ alertId }) => alertId !== id)),
    nows: [] as readonly Now[],
  }));
  const title = newest && dayNameOf(newest.since);
  if (title === undefined) return first ? [first, ...older] : [];
  if (first?.title === title) return [{ ...first, nows }, ...older];
  return [{ title, happenings: [], nows }, ...(first ? [first, ...older] : [])];
}

function waiting(): TemplateResult {
  return html`<h2 class="soft" aria-live="polite">${t("Looking for clips…")}</h2>
    <div class="grid" aria-hidden="true">${[1, 2, 3, 4, 5, 6].map(() => html`<div class="blank"></div>`)}</div>`;
}
