import { expect, test } from "vitest";
import { clipWire } from "#api/views.ts";
import type { ClipDetail } from "#api/wire.ts";
import { CameraId, slugOf } from "#domain/ids.ts";
import { makeClip } from "#test/e2e/panel/made-clips.ts";
import { storyOf } from "./timeline.ts";

type ClipEvent = ClipDetail["events"][number];

const slug = slugOf("Porch");
if (slug === undefined) throw new Error("no slug");
const made = makeClip({
  camera: { id: CameraId.parse("c0ffee"), slug, name: "Porch" },
  startedAtMs: Date.UTC(2026, 10, 20, 8),
  path: "/x.mp4",
});
const clip = clipWire(made.state);

function told(...events: readonly Omit<ClipEvent, "clip_id" | "at">[]): string[] {
  const stamped = events.map((event) => ({ ...event, clip_id: clip.clip_id, at: clip.end_ts }));
  return storyOf({ clip, events: stamped }).map(({ tone, text }) => `${tone}: ${text}`);
}

test("a whole story has a sentence for each step, and ends with why there was no alert", () => {
  const story = storyOf({ clip, events: [...made.events] }).map(({ text }) => text);

  expect(story).toEqual([
    "Something moved; 5 s were recorded.",
    "Stored in 0.3 s.",
    "yolox_s looked at 10 pictures in 0.8 s and saw nothing that it looks for.",
    "No vision model was asked.",
    "Nothing that makes an alert on this camera was seen.",
    "No alert was sent.",
    "Nothing is left to do.",
  ]);
});

test("only a step that still runs is told as running", () => {
  expect(told({ type: "stage_started", stage: "filter" })).toEqual(["waiting: Looking for objects…"]);
  expect(
    told({ type: "stage_started", stage: "upload" }, { type: "stage_completed", stage: "upload" }),
  ).toEqual(["good: Stored."]);
});

test("a failure says what failed, why, and whether it is tried again", () => {
  const failed = { type: "stage_failed", stage: "upload", attempt: 2, error: "the disk is full" } as const;

  expect(told({ ...failed, will_retry: true })).toEqual([
    "bad: Storing the clip failed: The disk is full. It is tried again (attempt 2 was made).",
  ]);
  expect(told({ ...failed, will_retry: false })).toEqual([
    "bad: Storing the clip failed: The disk is full. It is not tried again.",
  ]);
});

test("a step that was skipped says why, if the journal knows", () => {
  expect(told({ type: "stage_skipped", stage: "notify", error: "notifications are switched off" })).toEqual([
    "quiet: No alert was sent: Notifications are switched off.",
  ]);
});

test("a restart is told", () => {
  expect(told({ type: "clip_recovered" })).toEqual([
    "plain: Porchlight was restarted and took this clip up again.",
  ]);
});

test("a change of storage is told, and both times that the clip was stored", () => {
  const stored = { type: "stage_completed", stage: "upload" } as const;

  expect(told(stored, { type: "copy_wanted" }, stored)).toEqual([
    "good: Stored.",
    "plain: The storage was changed, so a copy of it goes there too.",
    "good: Stored.",
  ]);
});

test("each place that has a copy is named, and nothing is said twice", () => {
  expect(
    told(
      { type: "stage_started", stage: "upload", place: "local" },
      { type: "stage_started", stage: "upload", place: "webdav:cloud.example/dav" },
      { type: "copy_stored", stage: "upload", place: "local", duration_ms: 20 },
      {
        type: "stage_failed",
        stage: "upload",
        place: "webdav:cloud.example/dav",
        attempt: 1,
        error: "it does not answer.",
        will_retry: true,
      },
      { type: "copy_stored", stage: "upload", place: "webdav:cloud.example/dav", duration_ms: 2100 },
      { type: "stage_completed", stage: "upload" },
      { type: "clip_fetched", place: "s3:clips@s3.example" },
      { type: "copy_deleted", place: "dropbox", reason: "It is 400 days old." },
    ),
  ).toEqual([
    "good: It lies whole on this machine.",
    "bad: Storing the clip failed (WebDAV, cloud.example/dav): It does not answer. It is tried again (attempt 1 was made).",
    "good: Copied in 2.1 s: WebDAV, cloud.example/dav.",
    "plain: Its file was gone from this machine and was fetched back: Bucket clips, s3.example.",
    "quiet: Its copy was deleted: Dropbox. It is 400 days old.",
  ]);
});

test("each notifier that has told an alert is named, and nothing is said twice", () => {
  expect(
    told(
      { type: "stage_started", stage: "notify", place: "mqtt", attempt: 1 },
      { type: "stage_started", stage: "notify", place: "phones", attempt: 1 },
      { type: "alert_told", stage: "notify", place: "mqtt", attempt: 1, duration_ms: 20 },
      { type: "alert_refused", stage: "notify", place: "phones", attempt: 1, error: "there is no phone." },
      { type: "stage_completed", stage: "notify", attempt: 1 },
    ),
  ).toEqual([
    "good: The alert was sent in 0.0 s: mqtt.",
    "bad: phones refused the alert: There is no phone.",
  ]);
});

test("stars and the end of a clip are told", () => {
  expect(told({ type: "clip_starred" }, { type: "clip_unstarred" })).toEqual([
    "plain: It was starred: it is never deleted to make room.",
    "plain: Its star was taken away.",
  ]);
  expect(told({ type: "clip_deleted", reason: "It is 31 days old." }, { type: "clip_deleted" })).toEqual([
    "quiet: Its video was deleted. It is 31 days old.",
    "quiet: Its video was deleted.",
  ]);
});
