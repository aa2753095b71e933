import { Failure, failureMessage } from "#domain/failure.ts";
import type { Feed, FramePart, Picture, Tensor } from "#domain/tensor.ts";
import { type OnnxModel, shorten } from "#platform/onnx.ts";
import { type Candidate, type Layout, overlap, type Preparation } from "#vision/layouts/layout.ts";
import { type InputPlan, labelsOf, namesOf, planInput, recogniseLayout } from "#vision/recognise.ts";
import { drawSelfTest, SELF_TEST_LABEL, selfTestSign } from "#vision/self-test-picture.ts";

/** The drawn sign counts as seen from this score and overlap on. */
const SIGN_SCORE_MIN = 0.25;
const SIGN_OVERLAP_MIN = 0.5;

/** What is known of a model after it has proved itself. */
export interface Proven {
  readonly plan: InputPlan;
  readonly layout: Layout;
  readonly preparation: Preparation;
  readonly labels: readonly string[];
  /** The score of the drawn stop sign; 0 where the model does not know such things or does not see it. */
  readonly signScore: number;
}

/**
 * Runs the model on a drawn picture and finds out from what comes out which family it is of and how it wants its
 * pictures. Throws `Failure("rejected")` with half a sentence that says why it cannot serve.
 */
export async function proveModel(model: OnnxModel, signal: AbortSignal): Promise<Proven> {
  const planned = planInput(model.contract);
  if ("refusal" in planned) throw new Failure("rejected", planned.refusal);
  const plan = planned.value;
  const names = namesOf(model.contract.metadata);

  const first = await tryRun(model, feedsOf(plan, drawSelfTest(plan.size)), signal);
  const evidence = { outputs: first, input: plan.size, names, takesSizes: plan.sizes !== undefined };
  const recognised = recogniseLayout(evidence);
  if ("refusal" in recognised) throw new Failure("rejected", recognised.refusal);
  const layout = recognised.value;
  const labels = labelsOf(layout, names);

  let best = { preparation: layout.preparations[0], signScore: 0 };
  for (const preparation of layout.preparations) {
    const signScore = await scoreSign(model, { plan, layout, labels, preparation }, signal);
    if (signScore > best.signScore) best = { preparation, signScore };
  }
  return { plan, layout, labels, ...best };
}

/** How surely the model sees the drawn sign. */
export async function scoreSign(
  model: OnnxModel,
  { plan, layout, labels, preparation }: Omit<Proven, "signScore">,
  signal: AbortSignal,
): Promise<number> {
  const classIndex = labels.indexOf(SELF_TEST_LABEL);
  const outputs = await tryRun(model, feedsOf(plan, drawSelfTest(plan.size), preparation), signal);
  if (!outputs.every(({ data }) => data.every(Number.isFinite))) {
    throw new Failure("rejected", "its output holds values that are not numbers");
  }
  const sign: Candidate = { ...selfTestSign(plan.size), classIndex, score: 1 };
  const seen = layout
    .decode(outputs, [classIndex], SIGN_SCORE_MIN)
    .filter((candidate) => overlap(candidate, sign) >= SIGN_OVERLAP_MIN);
  return Math.max(0, ...seen.map(({ score }) => score));
}

/** The feeds for one picture of the model's input size. */
export function feedsOf(plan: InputPlan, picture: Picture, preparation?: Preparation): readonly Feed[] {
  const format = preparation?.format ?? unprepared;
  return withSizes(plan, { kind: "picture", name: plan.picture, type: plan.type, picture, format });
}

/** The feeds for part of a frame. */
export function frameFeedsOf(plan: InputPlan, part: FramePart, { format }: Preparation): readonly Feed[] {
  return withSizes(plan, { kind: "frame", name: plan.picture, type: plan.type, part, format });
}

function withSizes(plan: InputPlan, feed: Feed): readonly Feed[] {
  if (plan.sizes === undefined) return [feed];
  const { width, height } = plan.size;
  return [feed, { kind: "int64", name: plan.sizes, dims: [1, 2], values: [width, height] }];
}

/** Enough to see the shape of what comes out. */
const unprepared = { order: "rgb", scale: [1 / 255, 1 / 255, 1 / 255], offset: [0, 0, 0] } as const;

async function tryRun(
  model: OnnxModel,
  feeds: readonly Feed[],
  signal: AbortSignal,
): Promise<readonly Tensor[]> {
  try {
    return (await model.run(feeds, signal)).outputs;
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.kind !== "rejected") throw cause;
    throw new Failure("rejected", `it fails on a test picture: ${shorten(failureMessage(cause))}`, { cause });
  }
}
