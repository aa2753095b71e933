import { mdiAlertCircleOutline, mdiCheckCircle, mdiDownload } from "@mdi/js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { SpendingWire } from "#api/spending-wire.ts";
import type { StoragesWire } from "#api/storage-wire.ts";
import type { DiagnosticsWire, HiddenWire, ProblemWire } from "#api/wire.ts";
import { counted, type PlainText, t } from "./i18n.ts";
import "./alert-test-card.ts";
import { diagnosticsFile, fetchDiagnostics, fetchHidden, fetchStorages, restoreHidden } from "./api.ts";
import { bar, barStyles } from "./bar.ts";
import { fetchSpending } from "./briefing-api.ts";
import "./budget-card.ts";
import "./household-card.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import type { Live } from "./live.ts";
import { systemStyles } from "./page-system-styles.ts";
import { failureNotice } from "./pieces.ts";
import "./storage-card.ts";
import { placeWords } from "./storage-words.ts";
import { shared } from "./styles.ts";
import { capital, percentOf, sinceOf, sizeOf, spanOf } from "./words.ts";

const REFRESH_MS = 5000;
/** Less room than this is worth a colour. */
const DISK_LOW = 0.1;

/** How the box itself is. */
export class SystemPage extends LitElement {
  static override readonly properties = {
    live: { attribute: false },
    connected: { type: Boolean },
    told: { state: true },
    deleted: { state: true },
    storages: { state: true },
    spending: { state: true },
    failure: { state: true },
  };
  declare live: Live;
  declare connected: boolean;
  declare private told: DiagnosticsWire | undefined;
  declare private deleted: HiddenWire | undefined;
  declare private storages: StoragesWire | undefined;
  declare private spending: SpendingWire | undefined;
  declare private failure: string | undefined;
  private stay = new AbortController().signal;

  constructor() {
    super();
    whileConnected(this, (signal) => {
      this.stay = signal;
      const timer = setInterval(() => {
        if (document.visibilityState === "visible") void this.load();
      }, REFRESH_MS);
      const stop = this.live.subscribe(({ type }) => {
        if (type === "problems" || type === "resync") void this.load();
      });
      signal.addEventListener("abort", () => {
        clearInterval(timer);
        stop();
      });
      void this.load();
    });
  }

  private async load(): Promise<void> {
    const all = Promise.all([fetchDiagnostics(this.stay), fetchHidden(this.stay), fetchStorages(this.stay)]);
    const told = await ask(all, this.stay, (failure) => {
      this.failure = failure;
    });
    if (told === undefined) return;
    [this.told, this.deleted, this.storages] = told;
    this.failure = undefined;
    // Where no model is asked there is no such card, and that is no failure.
    this.spending = await ask(fetchSpending(this.stay), this.stay, () => {});
  }

  override render(): TemplateResult {
    return html`<h1 class="hush">${t("System")}</h1>
      ${failureNotice(this.failure, () => void this.load())}
      ${this.told === undefined ? nothing : this.content(this.told)}`;
  }

  private content(told: DiagnosticsWire): TemplateResult {
    const { health, problems } = told;
    return html`${healthCard(told)} ${problems.length === 0 ? nothing : problemsCard(problems)} ${this.hiddenCard()}
      <div class="grid">
        ${leavingCard(told)}
        <porchlight-storage .storages=${this.storages}></porchlight-storage>
        ${detectorCard(told)}
        <porchlight-budget ?hidden=${this.spending === undefined} .spending=${this.spending}></porchlight-budget>
        <porchlight-household></porchlight-household>
        <porchlight-alert-test .test=${told.alert_test}></porchlight-alert-test>
        ${queuesCard(told)} ${diskCard(told)}
        ${factsCard(t("Connections"), [
          [
            t("Cameras"),
            t("{live} of {n} live", { live: health.cameras.live, n: health.cameras.configured }),
          ],
          [t("MQTT broker"), health.broker],
          [t("This page"), this.connected ? t("updated at once") : t("updated every 10 s")],
        ])}
        ${factsCard(t("Memory"), [
          [t("In use"), sizeOf(told.memory.rss_bytes)],
          [t("Of it JavaScript"), sizeOf(told.memory.heap_bytes)],
        ])}
        ${factsCard(t("Versions"), Object.entries(told.versions))}
      </div>
      <p class="foot">
        <a class="button" href=${diagnosticsFile} download="porchlight-diagnostics.json"
          >${icon(mdiDownload)} ${t("Download diagnostics")}</a
        >
        <span class="soft small">${t("For a bug report. Passwords are not in it; names of your cameras are.")}</span>
      </p>`;
  }

  /** Whoever deleted a device in Home Assistant may want it back; it never comes back by itself. */
  private hiddenCard(): TemplateResult | typeof nothing {
    const { hub = false, cameras = [] } = this.deleted ?? {};
    if (!hub && cameras.length === 0) return nothing;
    const restore = async (camera?: string): Promise<void> => {
      await ask(restoreHidden(camera), this.stay, (failure) => {
        this.failure = failure;
      });
      await this.load();
    };
    const row = (title: string, camera?: string): TemplateResult => html`<p class="row">
      ${title} <button class="button push" @click=${() => void restore(camera)}>${t("Show again")}</button>
    </p>`;
    return html`<section class="card">
      <h2>${t("Deleted in Home Assistant")}</h2>
      ${hub ? row(t("Porchlight itself")) : nothing} ${cameras.map((slug) => row(slug, slug))}
    </section>`;
  }

  static override readonly styles = [shared, systemStyles, barStyles];
}
customElements.define("porchlight-system", SystemPage);

function healthCard({ health, alerts_today }: DiagnosticsWire): TemplateResult {
  const isWell = health.status === "healthy";
  return html`<section class="card health ${isWell ? "well" : "ill"}">
    ${icon(isWell ? mdiCheckCircle : mdiAlertCircleOutline)}
    <div>
      <h2>${isWell ? t("All is well") : t("Something needs your attention")}</h2>
      <p class="soft">
        ${t("Porchlight {version} has been running for {span}.", { version: health.version, span: spanOf(health.uptime_s) })}
        ${alerts_today === 0 ? t("No alerts today.") : t("Alerts today: {n}.", { n: alerts_today })}
      </p>
    </div>
  </section>`;
}

function problemsCard(problems: readonly ProblemWire[]): TemplateResult {
  return html`<section class="card">
    <h2>${t("Problems")}</h2>
    <ul class="problems">
      ${problems.map(
        ({ key, sentence, since }) => html`<li>
          ${icon(mdiAlertCircleOutline)}
          <div>
            <p>${sentence}</p>
            <p class="soft small">${key} &middot; ${t("since {when}", { when: sinceOf(since) })}</p>
          </div>
        </li>`,
      )}
    </ul>
  </section>`;
}

/** The owner's first question to a camera program. */
function leavingCard({ leaves_home }: DiagnosticsWire): TemplateResult {
  return html`<section class="card">
    <h2>${t("What leaves your home")}</h2>
    ${
      leaves_home.length === 0
        ? html`<p class="big">${t("Nothing")}</p>
          <p class="soft">${t("Pictures, sound and what was seen in them stay on this machine.")}</p>`
        : leaves_home.map((line) => html`<p>${line}</p>`)
    }
  </section>`;
}

function detectorCard({ detector, live, decode }: DiagnosticsWire): TemplateResult {
  if (detector === null) {
    return html`<section class="card">
      <h2>${t("Detector")}</h2>
      <p>${t("No detector is running. Clips are recorded, but nobody looks for people in them.")}</p>
    </section>`;
  }
  return html`<section class="card">
    <h2>${t("Detector")}</h2>
    <p class="big">${detector.model} <span class="chip">${detector.provider}</span></p>
    <p class="soft">${detector.reason}</p>
    ${live === null || live.looked === 0 ? nothing : html`<p>${liveWords(live)}</p>`}
    ${decode === null ? nothing : html`<p class="soft">${decode.reason}</p>`}
  </section>`;
}

function liveWords({ looked, dropped, look_ms }: NonNullable<DiagnosticsWire["live"]>): string {
  const share = percentOf(dropped / (looked + dropped));
  const missed =
    dropped === 0 ? "" : ` ${t("{share} of the pictures were left out, as newer ones came.", { share })}`;
  return `${t("Where something moves it looks live; a picture takes {ms} ms.", { ms: look_ms })}${missed}`;
}

const stageTitles: Readonly<Record<string, PlainText>> = {
  upload: "Store",
  filter: "Look for objects",
  vlm: "Describe",
  notify: "Notify",
  sidecar: "Write down",
};

/** Uploads have a queue for each place. */
function queueTitle({ stage, place }: DiagnosticsWire["queues"][number]): string {
  const known = stageTitles[stage];
  const title = known === undefined ? capital(stage) : t(known);
  return place === undefined ? title : `${title}: ${placeWords(place).title}`;
}

function queuesCard({ queues, copies_waiting }: DiagnosticsWire): TemplateResult {
  const { clips, bytes, oldest_s } = copies_waiting;
  return html`<section class="card">
    <h2>${t("Queues")}</h2>
    <ul class="bars">
      ${queues.map(
        (queue) => html`<li>
          <p class="row">
            ${queueTitle(queue)}
            <span class="soft small push">${t("{running} running, {waiting} waiting of {limit}", queue)}</span>
          </p>
          ${bar(queue.limit === 0 ? 0 : queue.waiting / queue.limit, t("{queue}: waiting", { queue: queueTitle(queue) }))}
        </li>`,
      )}
    </ul>
    ${
      clips === 0
        ? nothing
        : html`<p class="soft small">
            ${t("Not stored everywhere yet: {clips}, {size}; the oldest ended {span} ago.", {
              clips: counted("{n} clip", "{n} clips", clips),
              size: sizeOf(bytes),
              span: spanOf(oldest_s),
            })}
          </p>`
    }
  </section>`;
}

function diskCard({ disk }: DiagnosticsWire): TemplateResult {
  const used = disk.total_bytes === 0 ? 0 : 1 - disk.free_bytes / disk.total_bytes;
  return html`<section class="card">
    <h2>${t("Disk")}</h2>
    <p class="big">${t("{size} free", { size: sizeOf(disk.free_bytes) })}</p>
    ${bar(used, t("Disk used"), used > 1 - DISK_LOW ? "low" : "")}
    <p class="soft small">
      ${t("{share} of {size} used. Clips: {clips}, {taken}.", {
        share: percentOf(used),
        size: sizeOf(disk.total_bytes),
        clips: disk.clips,
        taken: sizeOf(disk.clips_bytes),
      })}
    </p>
  </section>`;
}

function factsCard(title: string, facts: readonly (readonly [string, string])[]): TemplateResult {
  return html`<section class="card">
    <h2>${title}</h2>
    <dl class="facts">${facts.map(([name, value]) => html`<dt class="soft">${name}</dt><dd>${value}</dd>`)}</dl>
  </section>`;
}
