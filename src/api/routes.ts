import { createRoute, z } from "@hono/zod-openapi";
import { CameraSlug, ClipId } from "#domain/ids.ts";
import { AlertTestWire } from "./alert-test-wire.ts";
import { ClipCursor } from "./clip-cursor.ts";
import { RetentionWire } from "./retention-wire.ts";
import {
  CameraWire,
  ClipDetail,
  ClipPage,
  ClipWire,
  DiagnosticsWire,
  HealthWire,
  HiddenWire,
  ProblemWire,
} from "./wire.ts";

const CLIPS_PAGE_MAX = 100;

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
});
const file = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: z.string() } } },
});
const byCamera = z.object({ slug: CameraSlug });
const byClip = z.object({ id: ClipId });

/** Every route, by name: path, what it takes and gives. The handlers are in `app.ts`; openapi.json comes from here. */
export const routes = {
  health: createRoute({
    method: "get",
    path: "/health",
    summary: "Is it well? Open to everybody, tells no names.",
    responses: json(HealthWire, "Running; `degraded` where something is wrong."),
  }),
  diagnostics: createRoute({
    method: "get",
    path: "/diagnostics",
    summary: "Everything that a person needs to help an owner, without a secret.",
    responses: json(DiagnosticsWire, "State of the box."),
  }),
  config: createRoute({
    method: "get",
    path: "/config",
    summary: "The options in force, secrets hidden.",
    responses: json(z.record(z.string(), z.unknown()), "Options."),
  }),
  problems: createRoute({
    method: "get",
    path: "/problems",
    summary: "What is wrong now, in sentences.",
    responses: json(z.object({ problems: z.array(ProblemWire) }), "Problems, none if all is well."),
  }),
  alertTest: createRoute({
    method: "get",
    path: "/alert-test",
    summary: "What became of the last test of the alert path, and whether one is running.",
    responses: json(AlertTestWire, "The test."),
  }),
  testAlerts: createRoute({
    method: "post",
    path: "/alert-test",
    summary: "Tests the alert path, from a made clip to the broker and back. Rings nobody.",
    responses: {
      202: {
        description: "It begins as soon as the detector has no clip to look at.",
        content: { "application/json": { schema: AlertTestWire } },
      },
    },
  }),
  hidden: createRoute({
    method: "get",
    path: "/home-assistant/hidden",
    summary: "What somebody deleted in Home Assistant and is not announced any more.",
    responses: json(HiddenWire, "The hub, and cameras by their slugs."),
  }),
  restore: createRoute({
    method: "post",
    path: "/home-assistant/restore",
    summary: "Announces a deleted camera, or without one the hub, to Home Assistant again.",
    request: {
      body: {
        required: true,
        content: { "application/json": { schema: z.strictObject({ camera: CameraSlug.optional() }) } },
      },
    },
    responses: json(HiddenWire, "What is still hidden."),
  }),
  cameras: createRoute({
    method: "get",
    path: "/cameras",
    summary: "All cameras as they are now.",
    responses: json(z.object({ cameras: z.array(CameraWire) }), "Cameras in the order of the options."),
  }),
  camera: createRoute({
    method: "get",
    path: "/cameras/{slug}",
    summary: "One camera as it is now.",
    request: { params: byCamera },
    responses: json(CameraWire, "The camera."),
  }),
  switchCamera: createRoute({
    method: "patch",
    path: "/cameras/{slug}",
    summary: "Switches detection, recording, notifications or analysis of a camera.",
    request: {
      params: byCamera,
      body: {
        required: true,
        content: {
          "application/json": {
            schema: z.strictObject({
              switches: z
                .strictObject({
                  detection: z.boolean(),
                  recording: z.boolean(),
                  notifications: z.boolean(),
                  analysis: z.boolean(),
                })
                .partial(),
            }),
          },
        },
      },
    },
    responses: json(CameraWire, "The camera after it."),
  }),
  acceptView: createRoute({
    method: "post",
    path: "/cameras/{slug}/accept-view",
    summary: "What the camera shows now is what it should show: forgets the scene that it knew.",
    request: { params: byCamera },
    responses: json(CameraWire, "The camera after it."),
  }),
  cameraSnapshot: createRoute({
    method: "get",
    path: "/cameras/{slug}/snapshot.jpg",
    summary: "The newest picture. `X-Picture-Time` says when it was taken.",
    request: { params: byCamera },
    responses: file("image/jpeg", "JPEG."),
  }),
  clips: createRoute({
    method: "get",
    path: "/clips",
    summary: "Clips, newest first; `cursor` is the `next` of the page before.",
    request: {
      query: z.object({
        camera: CameraSlug.optional(),
        alerts: z.stringbool().optional(),
        before: z.iso.datetime().optional(),
        cursor: ClipCursor.optional(),
        limit: z.coerce.number().int().min(1).max(CLIPS_PAGE_MAX).default(30),
      }),
    },
    responses: json(ClipPage, "One page."),
  }),
  clip: createRoute({
    method: "get",
    path: "/clips/{id}",
    summary: "One clip with its journal.",
    request: { params: byClip },
    responses: json(ClipDetail, "The clip."),
  }),
  changeClip: createRoute({
    method: "patch",
    path: "/clips/{id}",
    summary: "Gives a clip a star, so that it is never deleted to make room, or takes it away.",
    request: {
      params: byClip,
      body: {
        required: true,
        content: { "application/json": { schema: z.strictObject({ starred: z.boolean() }) } },
      },
    },
    responses: json(ClipWire, "The clip after it."),
  }),
  retention: createRoute({
    method: "get",
    path: "/retention",
    summary: "What would be deleted now and why, and what would not. Deletes nothing.",
    responses: json(RetentionWire, "A dry run of retention."),
  }),
  clipVideo: createRoute({
    method: "get",
    path: "/clips/{id}/video.mp4",
    summary: "The clip's video, in ranges of at most 4 MB.",
    request: { params: byClip },
    responses: file("video/mp4", "MP4."),
  }),
  clipSnapshot: createRoute({
    method: "get",
    path: "/clips/{id}/snapshot.jpg",
    summary: "The clip's picture.",
    request: { params: byClip },
    responses: file("image/jpeg", "JPEG."),
  }),
} as const;
