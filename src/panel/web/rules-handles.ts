import type { Point } from "#domain/geometry.ts";
import type { PerspectiveHeight } from "#domain/zone-limits.ts";
import {
  type Chosen,
  cornersOf,
  type Draft,
  insertedCorner,
  middleOf,
  movedCorner,
  removedCorner,
  ruleOf,
} from "./rules-draft.ts";
import { figuresOf, measured } from "./rules-measure.ts";

/** Of the picture. */
const STEP = 0.005;
const STEP_LARGE = 0.05;

/** Something that can be dragged, or moved by keys. */
export interface Handle {
  readonly at: Point;
  readonly label: string;
  move(to: Point, about: string): void;
  /** Takes a key: `focus` says how many handles further the focus goes. Undefined: not a key of ours. */
  step(event: KeyboardEvent): { readonly focus?: number } | undefined;
}

export interface Handled {
  readonly draft: Draft;
  readonly chosen: Chosen | undefined;
  readonly measuring: PerspectiveHeight | undefined;
  readonly acts: {
    corners(corners: readonly Point[], about: string): void;
    heights(heights: PerspectiveHeight, about: string): void;
  };
}

export function handlesOf(handled: Handled): readonly Handle[] {
  const { chosen, measuring } = handled;
  if (chosen === undefined) return [];
  return measuring === undefined ? cornerHandles(handled, chosen) : figureHandles(handled, chosen, measuring);
}

function cornerHandles({ draft, acts }: Handled, chosen: Chosen): readonly Handle[] {
  const corners = cornersOf(draft, chosen);
  const name = ruleOf(draft, chosen)?.name ?? "";
  const isLine = chosen.kind === "lines";
  return corners.map((at, index) => {
    const move = (to: Point, about: string): void => acts.corners(movedCorner(corners, index, to), about);
    return {
      at,
      label: isLine
        ? `${index === 0 ? "Start" : "End"} of ${name}`
        : `Corner ${index + 1} of ${corners.length} of ${name}`,
      move,
      step(event) {
        const by = wayOf(event);
        if (by !== undefined) {
          move({ x: at.x + by.x, y: at.y + by.y }, `keys ${chosen.kind} ${chosen.index} ${index}`);
          return {};
        }
        if (isLine) return undefined;
        if (event.key === "Delete" || event.key === "Backspace") {
          acts.corners(removedCorner(corners, index), "");
          return { focus: index === corners.length - 1 ? -1 : 0 };
        }
        if (event.key !== "Insert" && event.key !== "+") return undefined;
        const next = corners[(index + 1) % corners.length] ?? at;
        acts.corners(insertedCorner(corners, index, middleOf(at, next)), "");
        return { focus: 1 };
      },
    };
  });
}

function figureHandles(
  { draft, acts }: Handled,
  chosen: Chosen,
  heights: PerspectiveHeight,
): readonly Handle[] {
  return figuresOf(draft, chosen, heights).flatMap(({ which, foot, head }) =>
    (["foot", "head"] as const).map((part) => {
      const at = part === "foot" ? foot : head;
      const move = ({ y }: Point, about: string): void =>
        acts.heights(measured(heights, { which, part }, y), about);
      return {
        at,
        label: part === "foot" ? `Where the ${which} figure stands` : `How tall the ${which} figure is`,
        move,
        step(event: KeyboardEvent) {
          const by = wayOf(event);
          if (by === undefined) return undefined;
          move({ x: at.x, y: at.y + by.y }, `keys ${which} ${part}`);
          return {};
        },
      };
    }),
  );
}

/** Where an arrow key points; further with shift. */
export function wayOf({ key, shiftKey }: KeyboardEvent): Point | undefined {
  const far = shiftKey ? STEP_LARGE : STEP;
  switch (key) {
    case "ArrowLeft":
      return { x: -far, y: 0 };
    case "ArrowRight":
      return { x: far, y: 0 };
    case "ArrowUp":
      return { x: 0, y: -far };
    case "ArrowDown":
      return { x: 0, y: far };
    default:
      return undefined;
  }
}
