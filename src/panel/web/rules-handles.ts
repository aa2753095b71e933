import type { Point } from "#domain/geometry.ts";
import type { PerspectiveHeight } from "#domain/zone-limits.ts";
import { type Text, t } from "./i18n.ts";
import {
  type Chosen,
  cornersOf,
  type Draft,
  insertedCorner,
  type Limits,
  middleOf,
  movedCorner,
  removedCorner,
  ruleOf,
  type Subject,
} from "./rules-draft.ts";
import { figuresOf, measured } from "./rules-measure.ts";
import { sizeBoxesOf, sized } from "./rules-sizes.ts";

/** Of the picture. */
const STEP = 0.005;
const STEP_LARGE = 0.05;
/** Of an area, with each press of a key. */
const GROWTH = 1.05;
const GROWTH_LARGE = 1.5;

const figureWords = {
  foot: { far: "Where the far figure stands", near: "Where the near figure stands" },
  head: { far: "How tall the far figure is", near: "How tall the near figure is" },
} as const satisfies Record<string, Record<string, Text>>;

/** Limits that are being set on the picture. */
export type Measuring =
  | { readonly what: "height"; readonly heights: PerspectiveHeight }
  | { readonly what: "area"; readonly limits: Limits };

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
  readonly chosen: Subject | undefined;
  readonly measuring: Measuring | undefined;
  /** Width of the picture by its height. */
  readonly aspect: number;
  readonly acts: {
    corners(corners: readonly Point[], about: string): void;
    limit(change: Limits, about: string): void;
  };
}

export function handlesOf(handled: Handled): readonly Handle[] {
  const { chosen, measuring } = handled;
  if (chosen === undefined) return [];
  if (measuring?.what === "height") return figureHandles(handled, chosen, measuring.heights);
  if (measuring?.what === "area") return sizeHandles(handled, chosen, measuring.limits);
  return chosen === "camera" ? [] : cornerHandles(handled, chosen);
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
        ? index === 0
          ? t("Start of {name}", { name })
          : t("End of {name}", { name })
        : t("Corner {n} of {count} of {name}", { n: index + 1, count: corners.length, name }),
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
  chosen: Subject,
  heights: PerspectiveHeight,
): readonly Handle[] {
  return figuresOf(draft, chosen, heights).flatMap(({ which, foot, head }) =>
    (["foot", "head"] as const).map((part) => {
      const at = part === "foot" ? foot : head;
      const move = ({ y }: Point, about: string): void =>
        acts.limit({ min_height: measured(heights, { which, part }, y) }, about);
      return {
        at,
        label: t(figureWords[part][which]),
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

function sizeHandles({ draft, aspect, acts }: Handled, chosen: Subject, limits: Limits): readonly Handle[] {
  return sizeBoxesOf(draft, chosen, aspect).map(({ which, area, handle, areaAt }) => ({
    at: handle,
    label: which === "smallest" ? t("How large the smallest is") : t("How large the largest is"),
    move: (to, about) => acts.limit(sized(limits, which, areaAt(to)), about),
    step(event) {
      const by = wayOf(event);
      if (by === undefined) return undefined;
      const grows = by.x > 0 || by.y < 0;
      const factor = event.shiftKey ? GROWTH_LARGE : GROWTH;
      acts.limit(sized(limits, which, grows ? area * factor : area / factor), `keys ${which}`);
      return {};
    },
  }));
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
