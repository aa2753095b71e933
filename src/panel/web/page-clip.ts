import {
  mdiArrowLeft,
  mdiBell,
  mdiBellOffOutline,
  mdiChevronLeft,
  mdiChevronRight,
  mdiProgressClock,
  mdiStar,
  mdiStarOutline,
} from "@mdi/js";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { ClipDetail, ClipWire } from "#api/wire.ts";
import { ClipId, readClipId } from "#domain/ids.ts";
import { fetchClip, starClip } from "./api.ts";
import { analysisCard, analysisStyles, entitiesCard } from "./clip-analysis.ts";
import type { ClipList } from "./clip-list.ts";
import type { ClipPlayer } from "./clip-player.ts";
import { named, t } from "./i18n.ts";
import "./clip-player.ts";
import { whyOf, whyStyles } from "./clip-why.ts";
import { type Happening, happeningsOf } from "./happenings.ts";
import { drawingOf, icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import type { Live } from "./live.ts";
import "./not-interesting.ts";
import { clipStyles } from "./page-clip-styles.ts";
import { failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import { shared } from "./styles.ts";
import { storyOf } from "./timeline.ts";
import { dayAndTimeOf, exactTimeOf, listOf, sizeOf, spanOf, titleOf } from "./words.ts";

/** A clip of this age that nobody knows may still be on its way. */
const RECORDING_MS = 15 * 60_000;

/** One clip: its video, why it did or did not make an alert, and the way to its neighbours. */
export class ClipPage extends LitElement {
  static override readonly properties = {
    list: { attribute: false },
    live: { attribute: false },
    clipId: {},
    detail: { state: true },
    failure: { state: true },
  };
  declare list: ClipList;
  declare live: Live;
  declare clipId: string;
  declare private detail: ClipDetail | undefined;
  declare private failure: string | undefined;
  private loading = new AbortController();

  constructor() {
    super();
    whileConnected(this, (signal) => {
      const stops = [
        this.list.subscribe(() => this.requestUpdate()),
        this.live.subscribe((event) => {
          if (event.type === "resync") void this.load();
          if (event.type === "clip" && event.clip.clip_id === this.clipId) void this.load();
        }),
      ];
      const onKey = (event: KeyboardEvent): void => this.onKey(event);
      window.addEventListener("keydown", onKey);
      signal.addEventListener("abort", () => {
        for (const stop of stops) stop();
        window.removeEventListener("keydown", onKey);
        this.loading.abort();
      });
      // After a deep link nothing was listed yet, and the neighbours are in the list.
      this.list.show(this.list.state.filter);
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("clipId")) return;
    if (this.detail?.clip.clip_id !== this.clipId) this.detail = undefined;
    void this.load();
  }

  protected override updated(): void {
    // The last of the list: fetch on, so that there is an older one to go to.
    const { clips } = this.list.state;
    if (clips.length > 0 && clips.at(-1)?.clip_id === this.clipId) void this.list.more();
  }

  private async load(): Promise<void> {
    this.loading.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    const detail = await ask(fetchClip(this.clipId, signal), signal, (failure) => {
      // An alert that went out while it happens leads here before there is a clip; its event loads it.
      this.failure = isRecent(this.clipId)
        ? t("This is still being recorded. It appears here by itself.")
        : failure;
    });
    if (detail === undefined) return;
    this.detail = detail;
    this.failure = undefined;
  }

  override render(): TemplateResult {
    const clip = this.detail?.clip ?? this.list.state.clips.find((known) => known.clip_id === this.clipId);
    return html`${this.top(clip)} ${failureNotice(this.failure, () => void this.load())}
    ${clip === undefined ? nothing : this.content(clip)}`;
  }

  private top(clip: ClipWire | undefined): TemplateResult {
    const { newer, older } = this.neighbours();
    return html`<header>
      <a class="round" href=${hrefOf({ page: "review", ...this.list.state.filter })} aria-label=${t("Back to review")}
        >${icon(mdiArrowLeft)}</a
      >
      <div class="title">
        <h1>${clip === undefined ? t("Clip") : titleOf(clip)}</h1>
        <p class="soft cut">${clip === undefined ? "" : `${clip.camera_title} · ${dayAndTimeOf(clip.start_ts)}`}</p>
      </div>
      ${clip === undefined ? nothing : this.star(clip)}
      <nav class="row" aria-label=${t("Other clips")}>
        ${step(t("Newer"), mdiChevronLeft, newer)} ${step(t("Older"), mdiChevronRight, older)}
      </nav>
    </header>`;
  }

  private star({ clip_id, starred }: ClipWire): TemplateResult {
    const toggle = async (): Promise<void> => {
      const { signal } = this.loading;
      await ask(starClip(clip_id, !starred), signal, (failure) => {
        this.failure = failure;
      });
      await this.load();
    };
    const what = starred ? t("Starred: never deleted to make room") : t("Star: never delete it to make room");
    return html`<button class="round" aria-pressed=${String(starred)} aria-label=${what} title=${what}
      @click=${() => void toggle()}>${icon(starred ? mdiStar : mdiStarOutline)}</button>`;
  }

  private content(clip: ClipWire): TemplateResult {
    const parts = this.happening()?.clips ?? [];
    return html`<div class="columns">
      <div>
        <porchlight-player .clip=${clip}></porchlight-player>
        ${parts.length > 1 ? partsOf(parts, clip.clip_id) : nothing}
        ${entitiesCard(clip, (atMs) => this.seek(atMs))}
      </div>
      <div class="side">${analysisCard(clip)} ${decisionOf(clip)} ${this.detail ? storyCard(this.detail) : nothing} ${factsCard(clip)}</div>
    </div>`;
  }

  private seek(atMs: number): void {
    const player = this.renderRoot.querySelector<ClipPlayer>("porchlight-player");
    player?.seek(atMs);
    player?.scrollIntoView({ block: "nearest" });
  }

  private happening(): Happening | undefined {
    return happeningsOf(this.list.state.clips).find(({ clips }) =>
      clips.some(({ clip_id }) => clip_id === this.clipId),
    );
  }

  private neighbours(): { newer: Happening | undefined; older: Happening | undefined } {
    const all = happeningsOf(this.list.state.clips);
    const here = all.findIndex(({ clips }) => clips.some(({ clip_id }) => clip_id === this.clipId));
    if (here === -1) return { newer: undefined, older: undefined };
    return { newer: all[here - 1], older: all[here + 1] };
  }

  /** Arrows leaf through, unless they belong to the player or a field. */
  private onKey(event: KeyboardEvent): void {
    const target = event.composedPath()[0];
    if (target instanceof HTMLVideoElement || target instanceof HTMLSelectElement) return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { newer, older } = this.neighbours();
    const to = event.key === "ArrowLeft" ? newer : event.key === "ArrowRight" ? older : undefined;
    if (to !== undefined) location.hash = hrefOf({ page: "clip", id: to.lead.clip_id });
    if (event.key === "Escape") location.hash = hrefOf({ page: "review", ...this.list.state.filter });
  }

  static override readonly styles = [shared, clipStyles, analysisStyles, whyStyles];
}
customElements.define("porchlight-clip", ClipPage);

function isRecent(id: string): boolean {
  const clip = ClipId.safeParse(id).data;
  return clip !== undefined && Date.now() - readClipId(clip).startedAtMs < RECORDING_MS;
}

function step(word: string, drawing: string, to: Happening | undefined): TemplateResult {
  if (to === undefined) {
    return html`<span class="round" role="link" aria-disabled="true" aria-label=${word}>${icon(drawing)}</span>`;
  }
  return html`<a class="round" href=${hrefOf({ page: "clip", id: to.lead.clip_id })} aria-label=${word} title=${word}
    >${icon(drawing)}</a
  >`;
}

function partsOf(parts: readonly ClipWire[], current: string): TemplateResult {
  return html`<nav class="parts" aria-label=${t("Parts of this happening")}>
    ${parts.map(
      ({ clip_id, part, duration_s }) => html`<a
        class="button"
        href=${hrefOf({ page: "clip", id: clip_id })}
        aria-current=${clip_id === current ? "true" : "false"}
        >${t("Part {n}", { n: part })} <span class="soft">${spanOf(duration_s)}</span></a
      >`,
    )}
  </nav>`;
}

function decisionOf(clip: ClipWire): TemplateResult {
  const { alert_decision: decision } = clip;
  const told = decision?.notify === true;
  const head = decision === null ? t("Not decided yet") : told ? toldHead(clip) : t("This made no alert");
  return html`<section class="card decision ${told ? "told" : ""}">
    <h2 class="row">${icon(decision === null ? mdiProgressClock : told ? mdiBell : mdiBellOffOutline)} ${head}</h2>
    <p>${decision?.explanation ?? t("The clip is still being looked at.")}</p>
    ${decision === null ? nothing : whyOf(decision)}
    <porchlight-not-interesting .clip=${clip}></porchlight-not-interesting>
  </section>`;
}

/** One happening makes one alert: of its other parts it is only a sequel. */
function toldHead({ stages }: ClipWire): string {
  if (stages.notify.status === "ok") return t("This made an alert");
  return stages.notify.status === "skipped" ? t("The alert was sent already") : t("An alert is being sent");
}

function storyCard(detail: ClipDetail): TemplateResult {
  return html`<section class="card">
    <h2>${t("What happened to this clip")}</h2>
    <ol class="story">
      ${storyOf(detail).map(
        ({ at, tone, text }) => html`<li class=${tone}>
          <time class="soft small" datetime=${at}>${exactTimeOf(at)}</time>
          <p>${text}</p>
        </li>`,
      )}
    </ol>
  </section>`;
}

function factsCard(clip: ClipWire): TemplateResult {
  const { video } = clip;
  const labels = clip.filter_result?.detected_classes ?? [];
  const facts = [
    [
      t("Seen"),
      labels.length === 0
        ? undefined
        : html`${labels.map((label) => icon(drawingOf(label)))} ${listOf(labels.map(named))}`,
    ],
    [t("Length"), spanOf(clip.duration_s)],
    [t("Picture"), `${video.width} × ${video.height}, ${video.codec === "hevc" ? "H.265" : "H.264"}`],
    [t("Sound"), video.audio === "none" ? t("none") : "AAC"],
    [t("Size"), sizeOf(clip.bytes)],
    [t("Detector"), clip.filter_result === null ? undefined : t("{model} on {provider}", clip.filter_result)],
    [t("Name"), html`<code>${clip.clip_id}</code>`],
  ] as const;
  return html`<section class="card">
    <h2>${t("Details")}</h2>
    <dl class="facts">
      ${facts.map(([name, value]) =>
        value === undefined ? nothing : html`<dt class="soft">${name}</dt><dd class="row">${value}</dd>`,
      )}
    </dl>
  </section>`;
}
