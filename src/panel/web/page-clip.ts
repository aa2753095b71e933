import type { Frame, Gop, Ring, RingEvent, StreamInit } from "./frame.ts";

/**
 * The groups of the newest session that a clip begins with: at least `preRollMs` before the newest frame and at least
 * one whole group before the open one, as far as the ring reaches.
 */
export function selectPreRoll(gops: readonly Gop[], preRollMs: number): readonly Gop[] {
  const session = gops.at(-1)?.session;
  const own = gops.filter((gop) => gop.session === session);
  const nowMs = own.at(-1)?.frames.at(-1)?.dtsMs ?? 0;
  const latest = Math.max(0, own.length - 2);
  const start = own.findLastIndex(
    ({ frames: [first] }, index) =>
      index <= latest && first !== undefined && nowMs - first.dtsMs >= preRollMs,
  );
  return own.slice(Math.max(0, start));
}

/** Joins what the ring holds to what it says next, so that a clip has no hole at its trigger. */
export function makeJoin(ring: Ring) {
  let live: { readonly init: StreamInit; readonly session: number } | undefined;
  let lastHeard: Frame | undefined;
  let writtenUntilMs = Number.NEGATIVE_INFINITY;

  return {
    get init() {
      return live?.init;
    },
    hear(event: RingEvent): void {
      if (event.type === "frame") {
        lastHeard = event.frame;
        return;
      }
      live = event.type === "init" ? event : undefined;
      lastHeard = undefined;
      writtenUntilMs = Number.NEGATIVE_INFINITY;
    },
    wrote(frame: Frame): void {
      writtenUntilMs = frame.dtsMs;
    },
    /** The frames before a trigger now; none if they do not join on. A part does not repeat groups of the last one. */
    before(preRollMs: number, continues: boolean): readonly Frame[] {
      const gops = selectPreRoll(ring.gops(), preRollMs);
      const newest = gops.at(-1);
      if (!newest || newest.session !== live?.session || newest.frames.at(-1) !== lastHeard) return [];
      return gops
        .filter(({ frames }) => !continues || (frames.at(-1)?.dtsMs ?? 0) > writtenUntilMs)
        .flatMap(({ frames }) => frames);
    },
  };
}
