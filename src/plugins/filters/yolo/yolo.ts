import { basename, join } from "node:path";
import { Failure, failureKind, failureMessage } from "#domain/failure.ts";
import type { Onnx } from "#platform/onnx.ts";
import type { ObjectFilter } from "#ports/object-filter.ts";
import { definePlugin, type PluginContext } from "#ports/plugin.ts";
import { catalogue } from "./catalogue.ts";
import type { Detector } from "./detector.ts";
import { makeTurns } from "./live-turns.ts";
import type { ModelPlaces } from "./model-file.ts";
import { makeModelState, type State } from "./model-state.ts";
import { YoloSettings } from "./settings.ts";

const RETRY_MS = 30_000;
const RETRY_MAX_MS = 30 * 60_000;
const PROBLEM = "detector";
/** The thread of the model, which can also prepare live frames. */
export const LIVE_WORKER = new URL("./live-worker.ts", import.meta.url);

/** Finds objects in clips with a detection model on this machine. */
export const yolo = definePlugin({
  kind: "filter",
  backend: "yolo",
  config: YoloSettings,
  open: async (settings, context) => {
    const { openOnnx } = await import("#platform/onnx.ts");
    const places = {
      shipped: process.env["PORCHLIGHT_MODELS_DIR"],
      downloaded: join(context.dataDir, "models"),
      catalogue,
    };
    return openYolo(settings, context, openOnnx({ worker: LIVE_WORKER }), places);
  },
});

/**
 * The filter is there at once; its model comes when it comes. Meanwhile clips wait while it is loaded (seconds), and
 * get a `Failure` with a sentence while it is downloaded or cannot be had.
 */
export async function openYolo(
  settings: YoloSettings,
  context: PluginContext,
  onnx: Onnx,
  places: ModelPlaces,
): Promise<ObjectFilter> {
  const { scanClip } = await import("./scan-clip.ts");
  const { makeLiveDetector } = await import("./live.ts");
  const turns = makeTurns();
  const closing = new AbortController();
  const state = makeModelState();
  const preparing = prepare(settings, context, onnx, places, state.become, closing.signal);

  async function toolsOf(signal: AbortSignal) {
    const detector = await state.ready(signal);
    // Picture by picture in turns with live frames.
    const look: Detector["look"] = (...asked) => turns.take("clip", () => detector.look(...asked), asked[3]);
    const { ffmpeg } = context.ffmpeg;
    return { detector: { ...detector, look }, ffmpeg, fps: settings.sample_fps, dataDir: context.dataDir };
  }

  const live = makeLiveDetector({
    clock: context.clock,
    turns,
    detector: state.now,
    closing: closing.signal,
  });

  return {
    detect: async (clip, wanted, signal) => {
      const either = AbortSignal.any([signal, closing.signal]);
      return scanClip(await toolsOf(either), clip, wanted, either);
    },
    testClip: async (signal) => {
      const either = AbortSignal.any([signal, closing.signal]);
      const { makeTestClip } = await import("./test-clip.ts");
      return makeTestClip(await toolsOf(either), either);
    },
    live: () => live,
    detector: state.view,
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await onnx[Symbol.asyncDispose]();
      await preparing;
    },
  };
}

/** Finds, downloads and loads the model; tries again for as long as that may help. Never rejects. */
async function prepare(
  { model, provider }: YoloSettings,
  context: PluginContext,
  onnx: Onnx,
  places: ModelPlaces,
  become: (state: State) => void,
  signal: AbortSignal,
): Promise<void> {
  const { findModel } = await import("./model-file.ts");
  const { openDetector } = await import("./detector.ts");
  const { log, clock } = context;
  const fail = (kind: Failure["kind"], sentence: string) => {
    context.problem(PROBLEM, sentence);
    become({ kind: "failed", failure: new Failure(kind, sentence) });
  };
  let hasFailed = false;
  // At a further attempt the owner already knows why there is none, and that it is tried again.
  const onDownload = () => {
    if (hasFailed) return;
    fail("unavailable", `The detection model ${model} is being downloaded. Until then no objects are seen.`);
  };

  for (let retryMs = RETRY_MS; !signal.aborted; retryMs = Math.min(RETRY_MAX_MS, retryMs * 2)) {
    try {
      const path = await findModel(model, places, onDownload, signal);
      become({ kind: "loading" });
      const detector = await openDetector({ name: basename(model, ".onnx"), path, provider }, onnx, signal);
      log.info(
        { ...detector.view(), family: detector.family, classes: detector.labels.length },
        "detector ready",
      );
      context.problem(PROBLEM);
      return become({ kind: "ready", detector });
    } catch (cause) {
      if (signal.aborted) return;
      const kind = failureKind(cause);
      // The problem's sentence tells the owner; the stack is for whoever looks for a bug.
      if (kind === "internal") log.warn({ model, err: cause }, "detector not ready");
      else log.debug({ model, err: cause, retryMs }, "detector not ready");
      if (kind !== "unavailable") {
        return fail("rejected", `The detection model ${model} cannot be used: ${failureMessage(cause)}.`);
      }
      hasFailed = true;
      const wait = `It is tried again in ${Math.round(retryMs / 1000)} s; until then no objects are seen.`;
      fail("unavailable", `The detection model ${model} cannot be had: ${failureMessage(cause)} ${wait}`);
      await clock.sleep(retryMs, signal).catch(() => {});
    }
  }
}
