import type { CameraStatus } from "#domain/camera.ts";
import { type PictureFault, type PictureFaultKind, pictureFaultKinds } from "#domain/picture-fault.ts";
import type { SourceContext } from "#ports/plugin.ts";
import type { RingEvent } from "#stream/frame.ts";
import type { LumaPicture } from "#stream/picture-feed.ts";
import { VIEW_TIMING, type ViewTiming } from "#vision/view/timing.ts";
import { makeView, type View, type ViewVerdict } from "#vision/view/view.ts";
import type { StreamFaults } from "./stream-faults.ts";
import { readViews, type ViewMemories, writeViews } from "./view-store.ts";

const sentences = {
  covered:
    "Nothing of the usual scene can be made out: the lens seems to be covered. Look whether something hangs before it, and wipe it. If somebody only switched the light off, this goes away with the light.",
  moved:
    "This is not the usual scene: the camera seems to have been turned, or something large stands right before it. Turn it back, or say in the panel that this is its new view.",
  frozen:
    "Picture after picture is exactly the same although the stream goes on: the camera hangs. Restart it.",
} as const satisfies Record<Exclude<PictureFaultKind, "degraded">, string>;

const WELL: ViewVerdict = { covered: false, moved: false, frozen: false };

export interface SelfWatchOptions extends Pick<SourceContext, "clock" | "log" | "memory"> {
  readonly stream: StreamFaults;
  readonly timing?: ViewTiming | undefined;
  onFaults(faults: readonly PictureFault[]): void;
}

/** Watches whether a camera's own picture is as it should be. */
export interface SelfWatch extends AsyncDisposable {
  picture(picture: LumaPicture): void;
  /** What comes through the main stream. */
  hear(event: RingEvent): void;
  status(status: CameraStatus): void;
  /** To be called now and then. */
  tick(): void;
  /** What the camera shows now is what it should show. */
  accept(): void;
}

export function openSelfWatch(options: SelfWatchOptions): SelfWatch {
  const { clock, stream } = options;
  const teller = makeTeller(options);
  const keeper = openMemories(options);
  let view: { readonly of: string; readonly view: View } | undefined;
  let verdict = WELL;
  let isLive = false;

  const viewFor = ({ width, height, from }: LumaPicture, memories: ViewMemories): View => {
    const of = `${from} ${width}x${height}`;
    if (view?.of !== of)
      view = { of, view: makeView({ width, height }, memories[from], options.timing ?? VIEW_TIMING) };
    return view.view;
  };
  const tell = () => {
    // Whether a picture stands still nobody knows while none comes; a covered lens stays covered.
    teller.tell({ ...verdict, frozen: verdict.frozen && isLive }, stream.sentences());
  };

  return {
    picture(picture) {
      const memories = keeper.memories();
      if (memories === undefined) return;
      const hour = new Date(clock.now()).getHours();
      verdict = viewFor(picture, memories).next(picture.luma, picture.atMs, hour);
    },
    hear: stream.hear,
    status(status) {
      isLive = status.state === "live";
      stream.status(status);
    },
    tick() {
      keeper.tick();
      tell();
    },
    accept() {
      view?.view.accept();
      verdict = WELL;
      keeper.write();
      tell();
    },
    [Symbol.asyncDispose]: keeper.close,
  };
}

/** Says what is wrong whenever that changes. */
function makeTeller({ clock, onFaults }: SelfWatchOptions) {
  let told: readonly PictureFault[] = [];
  return {
    tell(verdict: ViewVerdict, degraded: readonly string[]): void {
      const sentenceOf = (kind: PictureFaultKind): string | undefined => {
        if (kind === "degraded") return degraded.length > 0 ? degraded.join(" ") : undefined;
        return verdict[kind] ? sentences[kind] : undefined;
      };
      const now = pictureFaultKinds.flatMap((kind) => {
        const sentence = sentenceOf(kind);
        if (sentence === undefined) return [];
        const sinceMs = told.find((fault) => fault.kind === kind)?.sinceMs ?? clock.now();
        return [{ kind, sentence, sinceMs }];
      });
      const isSame =
        now.length === told.length && now.every(({ sentence }, at) => sentence === told[at]?.sentence);
      if (isSame) return;
      told = now;
      onFaults(now);
    },
  };
}

/** Read once, written now and then and at the end, one after another. */
function openMemories(options: SelfWatchOptions) {
  const { clock, timing } = options;
  let memories: ViewMemories | undefined;
  const read = async () => {
    memories = await readViews(options);
  };
  const writeAfter = async (before: Promise<void>) => {
    await before;
    if (memories !== undefined) await writeViews(options, memories);
  };
  let work = read();
  let writtenMs = clock.monotonic();
  const write = () => {
    writtenMs = clock.monotonic();
    work = writeAfter(work);
  };
  return {
    memories: () => memories,
    write,
    tick() {
      if (clock.monotonic() - writtenMs >= (timing ?? VIEW_TIMING).keepMs) write();
    },
    async close() {
      write();
      await work;
    },
  };
}
