import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { HTTPException } from "hono/http-exception";
import { Failure } from "#domain/failure.ts";
import { CameraSlug, ClipId } from "#domain/ids.ts";
import { SuppressionDraft, SuppressionId } from "#domain/suppression.ts";
import { groundsOf } from "#domain/suppression-evidence.ts";
import { propose } from "#domain/suppression-proposal.ts";
import type { CameraView } from "#ports/house.ts";
import type { Suppressions } from "#ports/suppressions.ts";
import type { ApiParts } from "./parts.ts";
import { previewWire, suppressionWire } from "./suppressions-view.ts";
import { SuppressionPreviewWire, SuppressionsWire } from "./suppressions-wire.ts";

/** Alerts of a camera that a preview looks at, newest first. */
const PAST_ALERTS_MAX = 200;

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});
const draft = { required: true, content: { "application/json": { schema: SuppressionDraft } } };
const byCamera = z.object({ slug: CameraSlug });

const routes = {
  propose: createRoute({
    method: "get",
    path: "/clips/{id}/suppression",
    summary: "The narrowest suppression that hides this alert, and which past alerts it would have hidden.",
    request: { params: z.object({ id: ClipId }) },
    responses: json(SuppressionPreviewWire, "A proposal. Nothing is hidden until it is confirmed."),
  }),
  suppressions: createRoute({
    method: "get",
    path: "/cameras/{slug}/suppressions",
    summary:
      "What the owner found not interesting in front of a camera, and how often nobody was told of it.",
    request: { params: byCamera },
    responses: json(SuppressionsWire, "Oldest first."),
  }),
  preview: createRoute({
    method: "post",
    path: "/cameras/{slug}/suppressions/preview",
    summary: "Which past alerts a suppression would have hidden. Saves nothing.",
    request: { params: byCamera, body: draft },
    responses: json(SuppressionPreviewWire, "What it would have hidden."),
  }),
  add: createRoute({
    method: "post",
    path: "/cameras/{slug}/suppressions",
    summary: "Nobody is told of such things any more. They are still recorded, kept and listed.",
    request: { params: byCamera, body: draft },
    responses: json(SuppressionsWire, "What is in force from now on."),
  }),
  remove: createRoute({
    method: "delete",
    path: "/cameras/{slug}/suppressions/{id}",
    summary: "Tells of such things again.",
    request: { params: byCamera.extend({ id: SuppressionId }) },
    responses: json(SuppressionsWire, "What is in force from now on."),
  }),
} as const;

/** What the owner does not want to be told of. */
export function addSuppressions(
  api: OpenAPIHono,
  parts: Pick<ApiParts, "house" | "clips" | "suppressions">,
): void {
  const known = (slug: CameraSlug): CameraView => {
    const camera = parts.house.camera(slug);
    if (camera) return camera;
    throw new HTTPException(404, { message: `There is no camera "${slug}".` });
  };
  const listOf = ({ slug, name }: CameraView): SuppressionsWire => ({
    suppressions: keptBy(parts)
      .of(slug)
      .map((one) => suppressionWire(one, name)),
  });
  const preview = async ({ slug, name }: CameraView, wanted: SuppressionDraft) => {
    const alerts = await parts.clips.list({ camera: slug, alertsOnly: true, limit: PAST_ALERTS_MAX });
    return previewWire(wanted, { cameraName: name, alerts, alertsOn: keptBy(parts).alertsOn(slug) });
  };
  const checked = ({ slug }: CameraView, wanted: SuppressionDraft): SuppressionDraft => {
    if (wanted.camera === slug) return wanted;
    throw new HTTPException(400, { message: `camera: must be "${slug}", as the address says.` });
  };

  api.openapi(routes.propose, async (c) => {
    const { id } = c.req.valid("param");
    const state = await parts.clips.get(id);
    if (!state) throw new HTTPException(404, { message: `There is no clip "${id}".` });
    if (state.alert_decision?.notify !== true) throw new Failure("rejected", "This clip made no alert.");
    const camera = known(state.camera_name);
    const proposal = propose(groundsOf(state), keptBy(parts).alertsOn(camera.slug), id);
    if (!proposal.ok) throw new Failure("rejected", proposal.error);
    return c.json(await preview(camera, proposal.value), 200);
  });
  api.openapi(routes.suppressions, (c) => c.json(listOf(known(c.req.valid("param").slug)), 200));
  api.openapi(routes.preview, async (c) => {
    const camera = known(c.req.valid("param").slug);
    return c.json(await preview(camera, checked(camera, c.req.valid("json"))), 200);
  });
  api.openapi(routes.add, async (c) => {
    const camera = known(c.req.valid("param").slug);
    await keptBy(parts).add(checked(camera, c.req.valid("json")));
    return c.json(listOf(camera), 200);
  });
  api.openapi(routes.remove, async (c) => {
    const { slug, id } = c.req.valid("param");
    const camera = known(slug);
    const isGone = await keptBy(parts).remove(slug, id);
    if (!isGone) throw new HTTPException(404, { message: "There is no such suppression any more." });
    return c.json(listOf(camera), 200);
  });
}

function keptBy({ suppressions }: Pick<ApiParts, "suppressions">): Suppressions {
  if (suppressions) return suppressions;
  throw new Failure("unavailable", "What is not interesting is not known yet. Try again in a moment.");
}
