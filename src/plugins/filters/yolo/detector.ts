import type { Detection } from "#domain/detection.ts";
import { Failure, failureMessage } from "#domain/failure.ts";
import type { Feed, Picture, PixelRect } from "#domain/tensor.ts";
import type { Onnx, OnnxModel, OnnxRun } from "#platform/onnx.ts";
import { type Chosen, chooseProvider, type ProviderChoice } from "#platform/onnx-provider.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { DetectorView } from "#ports/object-filter.ts";
import { boxOfPart } from "#vision/frame-part.ts";
import type { Preparation } from "#vision/layouts/layout.ts";
import { type Letterbox, letterbox, type Size, toFrame } from "#vision/letterbox.ts";
import { drawSelfTest } from "#vision/self-test-picture.ts";
import { feedsOf, frameFeedsOf, type Proven, proveModel, scoreSign } from "./prove-model.ts";

/** Scores of one picture in two providers differ by rounding, more so in 8-bit models. */
const PROVIDER_SCORE_TOLERANCE = 0.1;

/** A model that has proved itself, at work in one provider. Disposing frees it, not ONNX Runtime. */
export interface Detector extends AsyncDisposable {
  readonly input: Size;
  readonly preparation: Preparation;
  /** `YOLOX`, `YOLOv8`… */
  readonly family: string;
  readonly labels: readonly string[];
  /** How surely it sees the drawn stop sign; 0 where it does not. */
  readonly signScore: number;
  view(): DetectorView;
  /** What is in a picture. `fit` says where in it the frame lies. Takes the picture's bytes away from the caller. */
  look(picture: Picture, fit: Letterbox, wanted: Look, signal: AbortSignal): Promise<readonly Detection[]>;
  /** What is in part of a frame, in fractions of the frame. Gives the frame back; its bytes are gone where it throws. */
  lookAt(frame: LiveFrame, part: PixelRect, wanted: Look, signal: AbortSignal): Promise<Looked>;
}

export interface Looked {
  readonly detections: readonly Detection[];
  readonly frame: LiveFrame;
}

export interface Look {
  readonly labels: readonly string[];
  readonly minScore: number;
  readonly atMs: number;
}

export interface DetectorRequest {
  /** As the settings name it. */
  readonly name: string;
  readonly path: string;
  readonly provider: ProviderChoice;
  /** For tests, which have no graphics processor. */
  readonly choose?: typeof chooseProvider;
}

/** Loads a model, lets it prove itself on the processor, and moves it to the provider that suits. */
export async function openDetector(
  request: DetectorRequest,
  onnx: Onnx,
  signal: AbortSignal,
): Promise<Detector> {
  const processor = await onnx.load(request.path, "cpu", signal);
  const proven = await proveModel(processor, signal);
  const { model, chosen } = await place(request, onnx, processor, proven, signal);
  return detectorOf(request, onnx, proven, model, chosen);
}

interface Placed {
  readonly model: OnnxModel;
  readonly chosen: Chosen;
}

async function place(
  { path, provider, choose = chooseProvider }: DetectorRequest,
  onnx: Onnx,
  processor: OnnxModel,
  proven: Proven,
  signal: AbortSignal,
): Promise<Placed> {
  const feeds = feedsOf(proven.plan, drawSelfTest(proven.plan.size), proven.preparation);
  const chosen = await choose(provider, path, feeds, signal);
  if (chosen.provider === "cpu") return { model: processor, chosen };
  try {
    const model = await onnx.load(path, chosen.provider, signal);
    const signScore = await scoreSign(model, proven, signal);
    if (Math.abs(signScore - proven.signScore) > PROVIDER_SCORE_TOLERANCE) {
      throw new Failure("rejected", "it sees other things than the processor does");
    }
    await processor[Symbol.asyncDispose]();
    return { model, chosen };
  } catch (cause) {
    if (signal.aborted) throw cause;
    const reason = `The processor is used, as ${chosen.provider} failed: ${failureMessage(cause)}.`;
    return { model: processor, chosen: { provider: "cpu", reason } };
  }
}

function detectorOf(
  { name, path }: DetectorRequest,
  onnx: Onnx,
  { plan, layout, preparation, labels, signScore }: Proven,
  model: OnnxModel,
  chosen: Chosen,
): Detector {
  const state = { model, chosen };
  const indexOf = new Map(labels.map((label, index) => [label, index]));

  /** The clip at hand is lost to this attempt; the next one finds the processor. */
  async function leaveAccelerator(cause: unknown, signal: AbortSignal): Promise<never> {
    const { provider } = state.chosen;
    if (provider === "cpu" || signal.aborted) throw cause;
    const processor = await onnx.load(path, "cpu", signal);
    const reason = `The processor is used, as ${provider} failed: ${failureMessage(cause)}`;
    Object.assign(state, { model: processor, chosen: { provider: "cpu", reason } });
    throw new Failure("unavailable", reason, { cause });
  }

  const run = (feeds: readonly Feed[], signal: AbortSignal): Promise<OnnxRun> =>
    state.model.run(feeds, signal).catch((cause: unknown) => leaveAccelerator(cause, signal));

  function detectionsIn({ outputs }: OnnxRun, fit: Letterbox, wanted: Look): readonly Detection[] {
    const classes = wanted.labels.flatMap((label) => indexOf.get(label) ?? []);
    return layout.decode(outputs, classes, wanted.minScore).flatMap((candidate) => {
      const box = toFrame(fit, candidate);
      const label = labels[candidate.classIndex] ?? "";
      return box ? [{ label, score: Math.min(1, candidate.score), box, at_ms: wanted.atMs }] : [];
    });
  }

  return {
    input: plan.size,
    preparation,
    family: layout.name,
    labels,
    signScore,
    view: () => ({ model: name, ...state.chosen }),
    look: async (picture, fit, wanted, signal) =>
      detectionsIn(await run(feedsOf(plan, picture, preparation), signal), fit, wanted),
    lookAt: async (frame, part, wanted, signal) => {
      const fit = letterbox(part, plan.size, preparation.fit);
      const { padding } = preparation;
      const fed = { ...frame, colours: frame.colours ?? "bt601", crop: part, fit, padding } as const;
      const ran = await run(frameFeedsOf(plan, fed, preparation), signal);
      const detections = detectionsIn(ran, fit, wanted).map((detection) => ({
        ...detection,
        box: boxOfPart(frame, part, detection.box),
      }));
      return { detections, frame: { ...frame, i420: ran.frames?.[0] ?? new Uint8Array() } };
    },
    [Symbol.asyncDispose]: () => state.model[Symbol.asyncDispose](),
  };
}
