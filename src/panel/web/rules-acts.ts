import type { CameraFormActs } from "./rules-camera-form.ts";
import type { Desk } from "./rules-desk.ts";
import {
  added,
  type Chosen,
  changed,
  type Draft,
  type Limits,
  limited,
  limitsOf,
  type RuleKind,
  renamed,
  ruleOf,
  type Subject,
  turned,
  withCorners,
  without,
} from "./rules-draft.ts";
import type { FormActs } from "./rules-form.ts";
import type { Measuring } from "./rules-handles.ts";
import type { LimitActs, Measured } from "./rules-limits-form.ts";
import { firstGuess } from "./rules-measure.ts";
import type { PictureActs } from "./rules-picture.ts";
import { keyOf } from "./rules-shapes.ts";
import { sizeGuess } from "./rules-sizes.ts";

/** The page, as far as picture and form change it. */
export interface Drawer {
  readonly desk: Desk;
  readonly chosen: Subject | undefined;
  drawing: RuleKind | undefined;
  measured: Measured | undefined;
  choose(chosen: Subject | undefined): void;
}

export function makePictureActs(page: Drawer): PictureActs {
  return {
    choose: (chosen) => page.choose(chosen),
    corners: (corners, about) => edit(page, (draft, chosen) => withCorners(draft, chosen, corners), about),
    limit: (change, about) => limit(page, change, about),
    drawn(corners) {
      const { draft } = page.desk.view;
      if (draft === undefined || page.drawing === undefined) return;
      const { draft: next, chosen } = added(draft, page.drawing, corners);
      page.desk.change(next);
      page.choose(chosen);
    },
    stop() {
      page.drawing = undefined;
    },
  };
}

export function makeFormActs(page: Drawer): FormActs {
  return {
    ...makeLimitActs(page),
    change: (change, about) => edit(page, (draft, chosen) => changed(draft, chosen, change), about),
    rename: (name) =>
      edit(page, (draft, chosen) => renamed(draft, chosen, name, isNew(page, draft, chosen)), "name"),
    turn: () => edit(page, turned),
    remove() {
      edit(page, without);
      page.choose(undefined);
    },
  };
}

export function makeCameraFormActs(page: Drawer): CameraFormActs {
  return {
    ...makeLimitActs(page),
    left(alerts_on_left) {
      const { draft } = page.desk.view;
      if (draft !== undefined) page.desk.change({ ...draft, alerts_on_left });
    },
  };
}

/** What is being set on the picture. */
export function measuringOf({ desk, chosen, measured }: Drawer): Measuring | undefined {
  const { draft } = desk.view;
  const limits = draft && chosen && limitsOf(draft, chosen);
  if (limits === undefined || measured === undefined) return undefined;
  if (measured === "area") return { what: "area", limits };
  return limits.min_height && { what: "height", heights: limits.min_height };
}

function makeLimitActs(page: Drawer): LimitActs {
  const now = (): Limits => {
    const { desk, chosen } = page;
    return (desk.view.draft && chosen && limitsOf(desk.view.draft, chosen)) ?? {};
  };
  return {
    limit(change) {
      limit(page, change);
      // Whoever has typed a size sees how large that is.
      const { min_area, max_area } = now();
      page.measured = min_area === undefined && max_area === undefined ? undefined : "area";
    },
    measure(what) {
      const { draft } = page.desk.view;
      if (draft === undefined || page.chosen === undefined) return;
      if (what === "height" && now().min_height === undefined) {
        limit(page, { min_height: firstGuess(draft, page.chosen) });
      }
      if (what === "smallest" || what === "largest") limit(page, sizeGuess(now(), what));
      page.measured = what === undefined || what === "height" ? what : "area";
    },
  };
}

function limit({ desk, chosen }: Drawer, change: Limits, about = ""): void {
  const { draft } = desk.view;
  if (draft === undefined || chosen === undefined) return;
  desk.change(limited(draft, chosen, change), aboutOf(chosen, about));
}

/** Changes what is chosen. Changes about the same, one after another, are one step. */
function edit({ desk, chosen }: Drawer, change: (draft: Draft, chosen: Chosen) => Draft, about = ""): void {
  const { draft } = desk.view;
  if (draft === undefined || chosen === undefined || chosen === "camera") return;
  desk.change(change(draft, chosen), aboutOf(chosen, about));
}

const aboutOf = (subject: Subject, about: string): string | undefined =>
  about === "" ? undefined : `${keyOf(subject)} ${about}`;

/** Nobody has saved it: its id may still follow its name. */
function isNew({ desk }: Drawer, draft: Draft, chosen: Chosen): boolean {
  const id = ruleOf(draft, chosen)?.id;
  return desk.view.saved?.[chosen.kind].every((rule) => rule.id !== id) ?? true;
}
