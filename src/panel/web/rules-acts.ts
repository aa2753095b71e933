import type { PerspectiveHeight } from "#domain/zone-limits.ts";
import type { Desk } from "./rules-desk.ts";
import {
  added,
  type Chosen,
  changed,
  type Draft,
  type RuleKind,
  renamed,
  ruleOf,
  turned,
  withCorners,
  without,
} from "./rules-draft.ts";
import type { FormActs } from "./rules-form.ts";
import { firstGuess } from "./rules-measure.ts";
import type { PictureActs } from "./rules-picture.ts";
import { keyOf } from "./rules-shapes.ts";

/** The page, as far as picture and form change it. */
export interface Drawer {
  readonly desk: Desk;
  readonly chosen: Chosen | undefined;
  drawing: RuleKind | undefined;
  isMeasuring: boolean;
  choose(chosen: Chosen | undefined): void;
}

export function makePictureActs(page: Drawer): PictureActs {
  return {
    choose: (chosen) => page.choose(chosen),
    corners: (corners, about) => edit(page, (draft, chosen) => withCorners(draft, chosen, corners), about),
    heights: (min_height, about) =>
      edit(page, (draft, chosen) => changed(draft, chosen, { min_height }), about),
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
    change(change, about) {
      if ("min_height" in change) page.isMeasuring = false;
      edit(page, (draft, chosen) => changed(draft, chosen, change), about);
    },
    rename: (name) =>
      edit(page, (draft, chosen) => renamed(draft, chosen, name, isNew(page, draft, chosen)), "name"),
    turn: () => edit(page, turned),
    remove() {
      edit(page, without);
      page.choose(undefined);
    },
    measure(on) {
      if (on && heightsOf(page) === undefined) {
        edit(page, (draft, chosen) => changed(draft, chosen, { min_height: firstGuess(draft, chosen) }));
      }
      page.isMeasuring = on;
    },
  };
}

/** The least heights of what is chosen. */
export function heightsOf({ desk, chosen }: Pick<Drawer, "desk" | "chosen">): PerspectiveHeight | undefined {
  const { draft } = desk.view;
  const rule = draft && chosen && ruleOf(draft, chosen);
  return rule && "min_height" in rule ? rule.min_height : undefined;
}

/** Changes what is chosen. Changes about the same, one after another, are one step. */
function edit({ desk, chosen }: Drawer, change: (draft: Draft, chosen: Chosen) => Draft, about = ""): void {
  const { draft } = desk.view;
  if (draft === undefined || chosen === undefined) return;
  desk.change(change(draft, chosen), about === "" ? undefined : `${keyOf(chosen)} ${about}`);
}

/** Nobody has saved it: its id may still follow its name. */
function isNew({ desk }: Drawer, draft: Draft, chosen: Chosen): boolean {
  const id = ruleOf(draft, chosen)?.id;
  return desk.view.saved?.[chosen.kind].every((rule) => rule.id !== id) ?? true;
}
