import type { Trigger } from "#domain/clip.ts";

/** When a capture begins, goes on, is cut and ends. All in ms of one clock that never goes back. */
export interface CaptureRules {
  /** Recording goes on this long after the last motion. */
  readonly postRollMs: number;
  /** A clip that has become this long is cut at the next key frame. */
  readonly maxClipMs: number;
  /** Neither cut nor ended before it is this long. */
  readonly minClipMs: number;
  /** Motion this soon after a clip has ended still belongs to the same happening. */
  readonly mergeGapMs: number;
  /** If the stream is lost while something moves, and is back this soon, the happening goes on. */
  readonly resumeMs: number;
}

export type CaptureEvent =
  /** Something moves, or someone asks for a recording. Said again and again while it lasts. */
  | { readonly type: "motion"; readonly atMs: number; readonly trigger: Trigger }
  /** Nothing moves any more. */
  | { readonly type: "quiet"; readonly atMs: number }
  /** A video frame came. `clipMs` is the length of the open clip without it, in media time. */
  | { readonly type: "frame"; readonly atMs: number; readonly key: boolean; readonly clipMs: number }
  /** The stream or the disk cannot go on: the open clip ends here. */
  | { readonly type: "interrupted"; readonly atMs: number }
  /** Recording was switched off, or we shut down. */
  | { readonly type: "stop" };

export type CaptureAction =
  /** A clip begins: before the trigger, or with the frame that just came. `continues`: as a part of the last happening. */
  | {
      readonly type: "open";
      readonly from: "pre_roll" | "here";
      readonly continues: boolean;
      readonly trigger: Trigger;
    }
  /** The open clip ends, without the frame that just came. */
  | { readonly type: "close" };

interface Open {
  readonly trigger: Trigger;
  readonly openedAtMs: number;
  readonly motionAtMs: number;
}

type CaptureState =
  | { readonly name: "idle" }
  | ({ readonly name: "recording" } & Open)
  | ({ readonly name: "cooling" } & Open)
  /** In the middle of a happening, without a clip: opens one with the next key frame. */
  | ({ readonly name: "waiting"; readonly moves: boolean; readonly sinceMs: number } & Open)
  | { readonly name: "closed"; readonly endedAtMs: number };

type Step = readonly [CaptureState, ...CaptureAction[]];

export interface Capture {
  /** Takes an event and says what to do, in order. A frame belongs to whatever clip is open afterwards. */
  next(event: CaptureEvent): readonly CaptureAction[];
  readonly state: CaptureState["name"];
}

/**
 * The life of captures, as a pure state machine: idle → recording → cooling → closed.
 *
 * `closed` remembers when, so that motion soon after continues the happening; `waiting` outlasts a lost stream or a
 * full disk.
 */
export function makeCapture(rules: CaptureRules): Capture {
  let state: CaptureState = { name: "idle" };
  return {
    next(event) {
      const [next, ...actions] = step(rules, state, event);
      state = next;
      return actions;
    },
    get state() {
      return state.name;
    },
  };
}

function step(rules: CaptureRules, state: CaptureState, event: CaptureEvent): Step {
  if (event.type === "motion") return onMotion(rules, state, event);
  if (event.type === "quiet") return onQuiet(state);
  if (event.type === "frame") return onFrame(rules, state, event);
  if (event.type === "interrupted") return onInterrupted(state, event.atMs);
  return isOpen(state) ? [{ name: "idle" }, { type: "close" }] : [{ name: "idle" }];
}

type Event<Type extends CaptureEvent["type"]> = Extract<CaptureEvent, { type: Type }>;

function onMotion(rules: CaptureRules, state: CaptureState, { atMs, trigger }: Event<"motion">): Step {
  if (isOpen(state)) return [{ ...state, name: "recording", motionAtMs: atMs }];
  if (state.name === "waiting") return [{ ...state, moves: true, motionAtMs: atMs }];
  const continues = state.name === "closed" && atMs - state.endedAtMs <= rules.mergeGapMs;
  return [
    { name: "recording", trigger, openedAtMs: atMs, motionAtMs: atMs },
    { type: "open", from: "pre_roll", continues, trigger },
  ];
}

function onQuiet(state: CaptureState): Step {
  if (state.name === "recording") return [{ ...state, name: "cooling" }];
  return [state.name === "waiting" ? { ...state, moves: false } : state];
}

function onFrame(rules: CaptureRules, state: CaptureState, { atMs, key, clipMs }: Event<"frame">): Step {
  if (state.name === "waiting") return onReturn(rules, state, atMs, key);
  if (!isOpen(state)) return [state];

  const endsAtMs = Math.max(state.motionAtMs + rules.postRollMs, state.openedAtMs + rules.minClipMs);
  const isCooling = state.name === "cooling";
  if (isCooling && atMs >= endsAtMs) return [{ name: "closed", endedAtMs: atMs }, { type: "close" }];

  // A tail shorter than a clip may be stays where it is.
  const isWorthCutting = !isCooling || endsAtMs - atMs >= rules.minClipMs;
  if (!key || clipMs < rules.maxClipMs || !isWorthCutting) return [state];
  return [
    { ...state, openedAtMs: atMs },
    { type: "close" },
    { type: "open", from: "here", continues: true, trigger: state.trigger },
  ];
}

/** A frame after an interruption: the happening goes on with the next key frame, or is over by now. */
function onReturn(
  rules: CaptureRules,
  state: Extract<CaptureState, { name: "waiting" }>,
  atMs: number,
  key: boolean,
): Step {
  const { trigger, moves, motionAtMs, sinceMs } = state;
  // Nobody could look meanwhile, so what moved is taken to move still; the next pictures will tell.
  const untilMs = moves ? Math.max(sinceMs, motionAtMs) + rules.resumeMs : motionAtMs + rules.postRollMs;
  if (atMs > untilMs) return [{ name: "closed", endedAtMs: sinceMs }];
  if (!key) return [state];
  return [
    { name: "cooling", trigger, openedAtMs: atMs, motionAtMs: moves ? atMs : motionAtMs },
    { type: "open", from: "here", continues: true, trigger },
  ];
}

function onInterrupted(state: CaptureState, atMs: number): Step {
  if (!isOpen(state)) return [state];
  const { name, trigger, openedAtMs, motionAtMs } = state;
  return [
    { name: "waiting", moves: name === "recording", sinceMs: atMs, trigger, openedAtMs, motionAtMs },
    { type: "close" },
  ];
}

function isOpen(state: CaptureState): state is Extract<CaptureState, { name: "recording" | "cooling" }> {
  return state.name === "recording" || state.name === "cooling";
}
