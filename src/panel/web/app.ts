import { mdiBellOutline, mdiCctv, mdiHistory, mdiPulse } from "@mdi/js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { CameraWire, ProblemWire } from "#api/wire.ts";
import { fetchCameras, fetchProblems } from "./api.ts";
import { appStyles } from "./app-styles.ts";
import { openClipList } from "./clip-list.ts";
import { counted, type Text, t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { ask, whileConnected } from "./lifetime.ts";
import { type LiveEvent, openLive } from "./live.ts";
import "./page-alerts.ts";
import "./page-camera.ts";
import "./page-cameras.ts";
import "./page-clip.ts";
import "./page-review.ts";
import "./page-rules.ts";
import "./page-system.ts";
import { failureNotice } from "./pieces.ts";
import { problemsNotice } from "./problems-notice.ts";
import { hrefOf, parseRoute, type Route } from "./route.ts";
import { makeExit } from "./rules-leave.ts";
import { shared } from "./styles.ts";

const tabs = [
  { title: "Review", route: { page: "review", alertsOnly: false }, drawing: mdiHistory },
  { title: "Cameras", route: { page: "cameras" }, drawing: mdiCctv },
  { title: "Notifications", route: { page: "alerts" }, drawing: mdiBellOutline },
  { title: "System", route: { page: "system" }, drawing: mdiPulse },
] as const satisfies readonly { title: Text; route: Route; drawing: string }[];

type TabTitle = (typeof tabs)[number]["title"];

const tabOf = {
  review: "Review",
  clip: "Review",
  cameras: "Cameras",
  camera: "Cameras",
  rules: "Cameras",
  alerts: "Notifications",
  system: "System",
} as const satisfies Record<Route["page"], TabTitle>;

/** The whole panel: where one is, what every page needs to know, and the way between the pages. */
export class Panel extends LitElement {
  static override readonly properties = {
    route: { state: true },
    cameras: { state: true },
    problems: { state: true },
    failure: { state: true },
    connected: { type: Boolean, reflect: true },
  };
  declare private route: Route;
  declare private cameras: readonly CameraWire[] | undefined;
  declare private problems: readonly ProblemWire[];
  declare private failure: string | undefined;
  /** Changes are told as they happen; else they are asked for. */
  declare connected: boolean;
  private readonly live = openLive();
  private readonly list = openClipList(this.live);
  private readonly exit = makeExit();
  /** How far down the list one was before looking at a clip. */
  private reviewScroll = 0;
  private stay = new AbortController().signal;

  constructor() {
    super();
    this.route = parseRoute(location.hash);
    this.problems = [];
    this.connected = false;
    whileConnected(this, (signal) => {
      this.stay = signal;
      const onHash = (): void => {
        if (this.exit.allows(location.hash)) this.go(parseRoute(location.hash));
        else history.replaceState(null, "", hrefOf(this.route));
      };
      window.addEventListener("hashchange", onHash);
      const stop = this.live.subscribe((event) => this.hear(event));
      signal.addEventListener("abort", () => {
        stop();
        window.removeEventListener("hashchange", onHash);
      });
      void this.load();
    });
  }

  private go(route: Route): void {
    const left = this.route.page;
    this.route = route;
    if (route.page === left) return;
    if (left === "review") this.reviewScroll = window.scrollY;
    const scroll = left === "clip" && route.page === "review" ? this.reviewScroll : 0;
    void this.arrive(scroll);
  }

  /** Whoever reads with the keyboard or by ear goes on at the new page, not at the old link. */
  private async arrive(scroll: number): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector("main")?.focus({ preventScroll: true });
    requestAnimationFrame(() => window.scrollTo(0, scroll));
  }

  private hear(event: LiveEvent): void {
    if (event.type === "resync") void this.load();
    if (event.type === "connection") this.connected = event.connected;
    if (event.type === "problems") this.problems = event.problems;
    if (event.type === "camera") {
      this.cameras = this.cameras?.map((known) => (known.slug === event.camera.slug ? event.camera : known));
    }
    if (event.type === "alert") {
      const { alert } = event;
      this.cameras = this.cameras?.map((known) =>
        known.slug === alert.camera_name ? { ...known, last_alert: alert } : known,
      );
    }
    if (event.type === "motion") {
      const { camera, active } = event;
      this.cameras = this.cameras?.map((known) =>
        known.slug === camera ? { ...known, motion: active } : known,
      );
    }
  }

  private async load(): Promise<void> {
    const question = Promise.all([fetchCameras(this.stay), fetchProblems(this.stay)]);
    const answer = await ask(question, this.stay, (failure) => {
      this.failure = failure;
    });
    if (answer === undefined) return;
    [this.cameras, this.problems] = answer;
    this.failure = undefined;
  }

  protected override updated(): void {
    document.title = `${t(tabOf[this.route.page])} · Porchlight`;
  }

  override render(): TemplateResult {
    return html`<header>
        <p class="name">Porchlight</p>
        <nav aria-label=${t("Pages")}>${tabs.map((tab) => this.tab(tab))}</nav>
      </header>
      <main tabindex="-1">
        ${failureNotice(this.failure, () => void this.load())}
        ${problemsNotice(this.problems, this.route.page)} ${this.page()}
      </main>`;
  }

  private tab({ title, route, drawing }: (typeof tabs)[number]): TemplateResult {
    const isCurrent = tabOf[this.route.page] === title;
    const count = title === "System" ? this.problems.length : 0;
    return html`<a href=${hrefOf(route)} aria-current=${isCurrent ? "page" : "false"}>
      ${icon(drawing)}<span>${t(title)}</span>
      ${count === 0 ? nothing : html`<span class="count" aria-label=${counted("{n} problem", "{n} problems", count)}>${count}</span>`}
    </a>`;
  }

  private page(): TemplateResult {
    const { route, list, live, cameras } = this;
    switch (route.page) {
      case "review":
        return html`<porchlight-review
          .list=${list}
          .live=${live}
          .cameras=${cameras}
          .camera=${route.camera}
          .alertsOnly=${route.alertsOnly}
        ></porchlight-review>`;
      case "clip":
        return html`<porchlight-clip .list=${list} .live=${live} .clipId=${route.id}></porchlight-clip>`;
      case "cameras":
        return html`<porchlight-cameras .cameras=${cameras}></porchlight-cameras>`;
      case "camera":
        return html`<porchlight-camera .list=${list} .exit=${this.exit} .cameras=${cameras} .slug=${route.slug}></porchlight-camera>`;
      case "rules":
        return html`${keyed(
          route.slug,
          html`<porchlight-rules
            .live=${live}
            .exit=${this.exit}
            .cameras=${cameras}
            .slug=${route.slug}
          ></porchlight-rules>`,
        )}`;
      case "alerts":
        return html`<porchlight-alerts .live=${live} .exit=${this.exit} .cameras=${cameras}></porchlight-alerts>`;
      case "system":
        return html`<porchlight-system .live=${live} .connected=${this.connected}></porchlight-system>`;
    }
  }

  static override readonly styles = [shared, appStyles];
}
customElements.define("porchlight-panel", Panel);
