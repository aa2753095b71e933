import type { ClipState } from "#domain/clip-state.ts";
import type { Box } from "#domain/geometry.ts";
import { CameraSlug, type ClipId, clipIdOf } from "#domain/ids.ts";
import { Suppression, SuppressionDraft } from "#domain/suppression.ts";
import { aClipState, aFilterResult } from "./builders.ts";

export const door = CameraSlug.parse("front_door");
/** A box of a cat whose foot is at 0.2, 0.85: bottom left. */
export const catBox: Box = { x: 0.15, y: 0.65, width: 0.1, height: 0.2 };

/** Cats, bottom left at the front door, 22 to 1 o'clock. */
export function aDraft(fields: Partial<SuppressionDraft> = {}): SuppressionDraft {
  return SuppressionDraft.parse({
    camera: door,
    labels: ["cat"],
    places: [{ x: 0.1, y: 0.75, width: 0.2, height: 0.2 }],
    height: { min: 0.1, max: 0.3 },
    hours: { from: 22 * 60, to: 60 },
    from_clip: idAt(new Date(2026, 5, 1, 23, 10)),
    ...fields,
  });
}

export function aSuppression(fields: Partial<Suppression> = {}): Suppression {
  const { id, created_at, hits, last_hit_at, ...draft } = fields;
  return Suppression.parse({
    ...aDraft(draft),
    id: id ?? "00c0ffee",
    created_at: created_at ?? "2026-06-02T08:00:00.000Z",
    hits: hits ?? 0,
    last_hit_at: last_hit_at ?? null,
  });
}

export interface PastWish {
  readonly at: Date;
  readonly camera?: string;
  readonly things?: readonly { readonly label: string; readonly box: Box; readonly at_ms?: number }[];
  readonly reason?: string;
}

/** An alert of the past, by its local time: a cat, bottom left. */
export function aPastAlert(
  { at, camera = "front_door", things = [{ label: "cat", box: catBox }], reason }: PastWish,
  fields: Partial<ClipState> = {},
): ClipState {
  const labels = [...new Set(things.map(({ label }) => label))];
  const detections = things.map((thing) => ({ score: 0.8, at_ms: 2000, ...thing }));
  const notify_reason = reason ?? `object=${labels[0] ?? ""}`;
  return aClipState(
    { camera, startedAtMs: at.getTime() },
    {
      filter_result: { ...aFilterResult(...labels), detections },
      alert_decision: { notify: true, notify_reason, explanation: "It was seen." },
      ...fields,
    },
  );
}

const idAt = (at: Date): ClipId => clipIdOf(door, at.getTime(), 1);
