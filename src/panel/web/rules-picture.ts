import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { LiveSceneWire } from "#api/live-wire.ts";
import type { Point } from "#domain/geometry.ts";
import { t } from "./i18n.ts";
import { whileConnected } from "./lifetime.ts";
import "./live-picture.ts";
import {
  type Chosen,
  cornersOf,
  type Draft,
  insertedCorner,
  type Limits,
  onGrid,
  type RuleKind,
  type Subject,
  shifted,
} from "./rules-draft.ts";
import { type Handle, handlesOf, type Measuring } from "./rules-handles.ts";
import { distancePx, edgeMiddles, isInside, nearest, ruleAt, type Size } from "./rules-hit.ts";
import { figureOf, figuresOf } from "./rules-measure.ts";
import { pictureStyles } from "./rules-picture-styles.ts";
import { sceneOf } from "./rules-scene.ts";
import { type Drawn, hatch, placed, shapesOf, wordsOf } from "./rules-shapes.ts";
import { sizeBoxesOf, sizeBoxOf } from "./rules-sizes.ts";
import { makeSketch, type Sketch, sketchBar } from "./rules-sketch.ts";
import { shared } from "./styles.ts";

const PICTURE_MS = 1000;
/** A finger that rests still moves that much. */
const SLOP_PX = 4;

/** What somebody did to the picture. `about`: what goes on under the same words is one step. */
export interface PictureActs {
  choose(chosen: Chosen | undefined): void;
  corners(corners: readonly Point[], about: string): void;
  limit(change: Limits, about: string): void;
  drawn(corners: readonly Point[]): void;
  stop(): void;
}

type Drag =
  | { readonly what: "handle"; readonly index: number; readonly about: string }
  | {
      readonly what: "whole";
      readonly from: Point;
      readonly corners: readonly Point[];
      readonly about: string;
      moved: boolean;
    };

/** The live picture with everything that was drawn into it, to be drawn at with mouse, finger or keys. */
export class RulesPicture extends LitElement {
  static override readonly properties = {
    slug: {},
    name: {},
    isLive: { type: Boolean },
    aspect: { type: Number },
    draft: { attribute: false },
    chosen: { attribute: false },
    faulty: { attribute: false },
    drawing: { attribute: false },
    measuring: { attribute: false },
    scene: { attribute: false },
    acts: { attribute: false },
    size: { state: true },
  };
  declare slug: string;
  declare name: string;
  declare isLive: boolean;
  declare aspect: number;
  declare draft: Draft;
  declare chosen: Subject | undefined;
  declare faulty: ReadonlySet<string>;
  /** What is being drawn anew. */
  declare drawing: RuleKind | undefined;
  declare measuring: Measuring | undefined;
  declare scene: LiveSceneWire | null;
  declare acts: PictureActs;
  declare private size: Size;
  private readonly sketch: Sketch = makeSketch({
    changed: () => this.requestUpdate(),
    drawn: (corners) => this.acts.drawn(corners),
    stop: () => this.acts.stop(),
  });
  private drag: Drag | undefined;
  /** Where the picture was when the hand came down: a notice that pushes it away must not take the corner along. */
  private held: DOMRect | undefined;
  private drags = 0;

  constructor() {
    super();
    this.size = { width: 0, height: 0 };
    whileConnected(this, (signal) => {
      const watcher = new ResizeObserver(() => this.measure());
      void this.observe(watcher, signal);
      signal.addEventListener("abort", () => watcher.disconnect());
    });
  }

  private async observe(watcher: ResizeObserver, signal: AbortSignal): Promise<void> {
    await this.updateComplete;
    const stage = this.renderRoot.querySelector(".stage");
    if (stage && !signal.aborted) watcher.observe(stage);
  }

  private measure(): void {
    const { width = 0, height = 0 } = this.renderRoot.querySelector(".stage")?.getBoundingClientRect() ?? {};
    if (width !== this.size.width || height !== this.size.height) this.size = { width, height };
  }

  protected override updated(before: PropertyValues<this>): void {
    if (!before.has("drawing")) return;
    this.sketch.begin(this.drawing);
    if (this.drawing === undefined && this.chosen !== undefined) this.focusHandle(0);
    if (this.drawing !== undefined)
      this.renderRoot.querySelector<HTMLElement>(".stage")?.focus({ preventScroll: true });
  }

  private get handles(): readonly Handle[] {
    return this.drawing === undefined ? handlesOf(this) : [];
  }

  override render(): TemplateResult {
    const { draft, chosen, size, faulty, drawing, measuring } = this;
    const drawn: Drawn = { draft, chosen, size, faulty, isEditable: !drawing && !measuring };
    return html`<div
        class="stage ${drawing ? "drawing" : ""} ${this.isHeld ? "held" : ""}"
        style="aspect-ratio: ${this.aspect}; --aspect: ${this.aspect}"
        tabindex=${drawing ? "0" : nothing}
        role="group"
        aria-label=${drawing ? this.sketch.words() : t("Picture of {name} with what was drawn into it", { name: this.name })}
        @pointerdown=${this.down}
        @pointermove=${this.move}
        @pointerup=${this.up}
        @pointercancel=${this.cancel}
        @pointerleave=${() => this.sketch.hover(undefined)}
        @keydown=${(event: KeyboardEvent) => this.sketch.key(event)}
      >
        <porchlight-picture
          whole
          style="aspect-ratio: ${this.aspect}"
          .slug=${this.slug}
          .name=${this.name}
          .isLive=${this.isLive}
          .intervalMs=${PICTURE_MS}
        ></porchlight-picture>
        <svg viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true">
          ${hatch}${shapesOf(drawn)}${drawing ? this.sketch.shape(size) : nothing}
        </svg>
        <div class="over" aria-hidden="true">
          ${wordsOf(drawn)}${sceneOf(this.scene, draft, size)}${this.measures()}
        </div>
        ${this.handles.map((handle, index) => this.button(handle, index))}
      </div>
      ${drawing ? sketchBar(this.sketch) : nothing}`;
  }

  /** A finger on the picture moves something, and does not scroll the page. */
  private get isHeld(): boolean {
    const { drawing, chosen, measuring } = this;
    return Boolean(drawing ?? measuring) || (chosen !== undefined && chosen !== "camera");
  }

  /** The figures or boxes that show what counts. */
  private measures(): readonly TemplateResult[] {
    const { measuring, chosen, draft, size, aspect } = this;
    if (measuring === undefined || chosen === undefined) return [];
    return measuring.what === "height"
      ? figuresOf(draft, chosen, measuring.heights).map((figure) => figureOf(figure, size))
      : sizeBoxesOf(draft, chosen, aspect).map(sizeBoxOf);
  }

  private button(handle: Handle, index: number): TemplateResult {
    const shown = this.measuring ? `handle ${this.measuring.what}-handle` : "handle";
    return html`<button
      class=${shown}
      style=${placed(handle.at)}
      aria-label=${handle.label}
      @keydown=${(event: KeyboardEvent) => this.key(event, handle, index)}
    ></button>`;
  }

  private key(event: KeyboardEvent, handle: Handle, index: number): void {
    const by = handle.step(event);
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (by.focus !== undefined) void this.focusLater(Math.max(0, index + by.focus));
  }

  private async focusLater(index: number): Promise<void> {
    await this.updateComplete;
    this.focusHandle(index);
  }

  private focusHandle(index: number): void {
    this.renderRoot.querySelectorAll<HTMLElement>(".handle")[index]?.focus({ preventScroll: true });
  }

  private at(event: PointerEvent): Point {
    const { left, top, width, height } = this.held ?? this.stageRect();
    return onGrid({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
  }

  private stageRect(): DOMRect {
    return this.renderRoot.querySelector(".stage")?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.measure();
    this.held = this.stageRect();
    const at = this.at(event);
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    if (this.drawing !== undefined) {
      this.sketch.down(at, this.size);
      return;
    }
    const about = `drag ${(this.drags += 1)}`;
    const { handles, chosen, size } = this;
    const handle = nearest(
      handles.map(({ at: place }) => place),
      at,
      size,
    );
    if (handle !== undefined) this.drag = { what: "handle", index: handle, about };
    else if (this.measuring === undefined && chosen !== undefined && chosen !== "camera")
      this.grab(chosen, at, about);
    else if (this.measuring === undefined) this.acts.choose(ruleAt(this.draft, at, size));
    if (this.drag?.what === "handle") this.focusHandle(this.drag.index);
  }

  /** Beside the corners: a new corner, the whole of it, or another one. */
  private grab(chosen: Chosen, at: Point, about: string): void {
    const { size, draft } = this;
    const corners = cornersOf(draft, chosen);
    const middles = edgeMiddles(corners, size);
    const middle =
      middles[
        nearest(
          middles.map(({ at: place }) => place),
          at,
          size,
        ) ?? -1
      ];
    const under = ruleAt(draft, at, size);
    if (middle !== undefined) {
      this.acts.corners(insertedCorner(corners, middle.after, at), about);
      this.drag = { what: "handle", index: middle.after + 1, about };
    } else if (
      isInside(corners, at, size) ||
      (chosen.kind === "lines" && under?.kind === "lines" && under.index === chosen.index)
    ) {
      this.drag = { what: "whole", from: at, corners, about, moved: false };
    } else this.acts.choose(under);
  }

  private move(event: PointerEvent): void {
    const at = this.at(event);
    if (this.drawing !== undefined) return this.sketch.hover(at);
    const { drag } = this;
    if (drag?.what === "handle") this.handles[drag.index]?.move(at, drag.about);
    if (drag?.what !== "whole") return;
    drag.moved ||= distancePx(drag.from, at, this.size) > SLOP_PX;
    if (!drag.moved) return;
    this.acts.corners(shifted(drag.corners, { x: at.x - drag.from.x, y: at.y - drag.from.y }), drag.about);
  }

  private up(event: PointerEvent): void {
    const at = this.at(event);
    this.held = undefined;
    if (this.drawing !== undefined) return this.sketch.up(at, this.size);
    const { drag } = this;
    this.drag = undefined;
    if (drag?.what === "whole" && !drag.moved) this.acts.choose(ruleAt(this.draft, drag.from, this.size));
    if (drag?.what === "handle") this.focusHandle(drag.index);
  }

  private cancel(): void {
    this.drag = undefined;
    this.held = undefined;
    this.sketch.hover(undefined);
  }

  static override readonly styles = [shared, pictureStyles];
}
customElements.define("porchlight-rules-picture", RulesPicture);
