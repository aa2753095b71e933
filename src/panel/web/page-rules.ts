import { mdiArrowLeft, mdiCctvOff } from "@mdi/js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import type { CameraWire } from "#api/wire.ts";
import { t } from "./i18n.ts";
import { icon } from "./icons.ts";
import { leaveForm } from "./leave-notice.ts";
import { ask, whileConnected } from "./lifetime.ts";
import type { Live } from "./live.ts";
import { backStyles, emptyState, emptyStyles, failureNotice } from "./pieces.ts";
import { hrefOf } from "./route.ts";
import { makeCameraFormActs, makeFormActs, makePictureActs, measuringOf } from "./rules-acts.ts";
import { checkRules, fetchRules, fetchScene, saveRules } from "./rules-api.ts";
import { cameraFaults, type Desk, makeDesk } from "./rules-desk.ts";
import { type Draft, type RuleKind, ruleOf, type Subject } from "./rules-draft.ts";
import { formOf } from "./rules-form-of.ts";
import type { Exit } from "./rules-leave.ts";
import type { Measured } from "./rules-limits-form.ts";
import { listOfRules, planOf, toolsOf } from "./rules-list.ts";
import { rulesPageStyles } from "./rules-page-styles.ts";
import "./rules-picture.ts";
import { shared } from "./styles.ts";

const USUAL_ASPECT = 16 / 9;

/** Zones, lines and masks of one camera, drawn into its live picture. */
export class RulesPage extends LitElement {
  static override readonly properties = {
    live: { attribute: false },
    exit: { attribute: false },
    cameras: { attribute: false },
    slug: {},
    chosen: { state: true },
    drawing: { state: true },
    measured: { state: true },
    scene: { state: true },
    wanted: { state: true },
    failure: { state: true },
  };
  declare live: Live;
  declare exit: Exit;
  declare cameras: readonly CameraWire[] | undefined;
  declare slug: string;
  declare chosen: Subject | undefined;
  declare drawing: RuleKind | undefined;
  declare measured: Measured | undefined;
  declare private scene: LiveSceneWire | null;
  /** Where somebody would go who has not saved. */
  declare private wanted: string | undefined;
  private stay = new AbortController().signal;
  readonly desk: Desk = makeDesk(
    {
      fetch: (signal) => fetchRules(this.slug, signal),
      save: (draft) => saveRules(this.slug, draft),
      check: (draft) => checkRules(this.slug, draft),
    },
    () => this.requestUpdate(),
  );
  private readonly pictureActs = makePictureActs(this);
  private readonly formActs = { drawn: makeFormActs(this), camera: makeCameraFormActs(this) };

  constructor() {
    super();
    this.scene = null;
    whileConnected(this, (signal) => {
      this.stay = signal;
      const stops = [
        this.live.subscribe((event) => {
          if (event.type === "resync") void this.loadScene();
          if (event.type === "scene" && event.live.camera === this.slug) this.scene = event.live.scene;
        }),
        this.exit.guard((hash) => this.mayLeave(hash)),
      ];
      window.addEventListener("keydown", (event) => this.key(event), { signal });
      window.addEventListener("beforeunload", (event) => this.desk.view.isDirty && event.preventDefault(), {
        signal,
      });
      signal.addEventListener("abort", () => stops.forEach((stop) => stop()));
      void this.desk.load(signal);
      void this.loadScene();
    });
  }

  private async loadScene(): Promise<void> {
    const answer = await ask(fetchScene(this.slug, this.stay), this.stay, () => {});
    if (answer !== undefined) this.scene = answer.scene;
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

  private key(event: KeyboardEvent): void {
    const isTyping = event.composedPath()[0] instanceof HTMLInputElement;
    if (event.key === "Escape") {
      if (this.measured !== undefined) this.measured = undefined;
      else if (this.drawing !== undefined) this.drawing = undefined;
      else this.choose(undefined);
    }
    if (isTyping || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (this.drawing !== undefined || (key !== "z" && key !== "y")) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.redo();
    else this.undo();
  }

  private undo(): void {
    this.desk.undo();
    this.keepChosen();
  }

  private redo(): void {
    this.desk.redo();
    this.keepChosen();
  }

  /** What is chosen may be gone. */
  private keepChosen(): void {
    const { draft } = this.desk.view;
    const { chosen } = this;
    if (chosen === undefined || (draft && chosen === "camera")) return;
    if (!draft || ruleOf(draft, chosen) === undefined) this.choose(undefined);
  }

  choose(chosen: Subject | undefined): void {
    this.chosen = chosen;
    this.measured = undefined;
    this.drawing = undefined;
  }

  private draw(kind: RuleKind): void {
    this.choose(undefined);
    this.drawing = kind;
  }

  private async save(): Promise<boolean> {
    const done = await this.desk.save();
    const [fault] = this.desk.view.faults;
    const [kind, index] = fault?.path ?? [];
    if ((kind === "zones" || kind === "lines" || kind === "masks") && typeof index === "number") {
      this.choose({ kind, index });
    } else if (fault) this.choose("camera");
    if (!done) void this.lookAt(".notice, porchlight-rules-form, porchlight-rules-camera");
    return done;
  }

  private async reload(): Promise<void> {
    this.choose(undefined);
    await this.desk.load(this.stay);
  }

  private leave(): void {
    const { wanted } = this;
    this.wanted = undefined;
    if (wanted !== undefined) location.hash = wanted;
  }

  override render(): TemplateResult | typeof nothing {
    const camera = this.cameras?.find(({ slug }) => slug === this.slug);
    if (camera === undefined) {
      if (this.cameras === undefined) return nothing;
      return emptyState(
        mdiCctvOff,
        t("No such camera"),
        t("It may have been renamed or removed in the app's configuration."),
      );
    }
    const { desk } = this;
    return html`${this.header(camera)}
      ${
        desk.view.isOutdated
          ? failureNotice(desk.view.failure, () => void this.reload(), t("Load them"))
          : failureNotice(
              desk.view.failure,
              desk.view.draft ? desk.forgive : () => void this.reload(),
              desk.view.draft ? t("Close") : t("Try again"),
            )
      }
      ${leaveForm(
        this.wanted,
        {
          stay: () => {
            this.wanted = undefined;
          },
          discard: () => {
            desk.discard();
            this.leave();
          },
          save: async () => {
            if (await this.save()) this.leave();
            else this.wanted = undefined;
          },
        },
        "What you drew is not saved yet.",
      )}
      ${desk.view.draft === undefined ? nothing : this.desktop(camera, desk.view.draft)} ${this.saveBar()}`;
  }

  private header({ name, slug }: CameraWire): TemplateResult {
    return html`<header>
      <a class="round" href=${hrefOf({ page: "camera", slug })} aria-label=${t("Back to {name}", { name })}>${icon(mdiArrowLeft)}</a>
      <h1 class="cut">${t("Zones and lines")} <span class="soft">${name}</span></h1>
    </header>`;
  }

  private tools(draft: Draft): TemplateResult {
    const { canUndo, canRedo } = this.desk.view;
    return toolsOf({
      draft,
      canUndo,
      canRedo,
      draw: (kind) => this.draw(kind),
      undo: () => this.undo(),
      redo: () => this.redo(),
    });
  }

  /** In sight wherever one is on the page, as long as there is something to save. */
  private saveBar(): TemplateResult | typeof nothing {
    const { desk } = this;
    const { isDirty, isSaving } = desk.view;
    if (!isDirty) return nothing;
    const discard = (): void => {
      desk.discard();
      this.choose(undefined);
    };
    return html`<div class="card save row" role="group" aria-label=${t("Save")}>
      <p>${t("Not saved yet.")}</p>
      <button class="button push" @click=${discard}>${t("Discard")}</button>
      <button class="button strong" ?disabled=${isSaving} @click=${() => void this.save()}>
        ${isSaving ? t("Saving…") : t("Save")}
      </button>
    </div>`;
  }

  private desktop(camera: CameraWire, draft: Draft): TemplateResult {
    const { desk, chosen, drawing, scene } = this;
    const { faults } = desk.view;
    const ofCamera = cameraFaults(faults);
    const faulty = new Set(faults.map(({ path: [kind, index] }) => `${kind ?? ""}/${index ?? ""}`));
    if (ofCamera.length > 0) faulty.add("camera");
    return html`<div class="columns">
      <div class="card picture">
        <porchlight-rules-picture
          .slug=${camera.slug}
          .name=${camera.name}
          .isLive=${camera.state === "live"}
          .aspect=${aspectOf(camera)}
          .draft=${draft}
          .chosen=${chosen}
          .faulty=${faulty}
          .drawing=${drawing}
          .measuring=${measuringOf(this)}
          .scene=${scene}
          .acts=${this.pictureActs}
        ></porchlight-rules-picture>
        ${camera.video === null ? unknownForm() : nothing}
        ${drawing === undefined ? this.tools(draft) : nothing}
      </div>
      <div class="card side">
        ${listOfRules({ draft, chosen, faulty, scene, choose: (one) => this.choose(one) })}
        ${formOf({
          view: desk.view,
          chosen,
          measured: this.measured,
          scene,
          aspect: aspectOf(camera),
          acts: this.formActs,
        })}
        ${planOf(desk.view.plan)}
      </div>
    </div>`;
  }

  static override readonly styles = [shared, emptyStyles, backStyles, rulesPageStyles];
}
customElements.define("porchlight-rules", RulesPage);

const unknownForm = (): TemplateResult =>
  html`<p class="soft small assumed">${t("The camera has sent no picture since the start, so it is taken to be 16:9.")}</p>`;

const aspectOf = ({ video }: CameraWire): number =>
  video === null || video.height === 0 ? USUAL_ASPECT : video.width / video.height;
