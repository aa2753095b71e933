import { type Box, boxesIn, findBox, viewOf } from "./mp4-boxes.ts";
import { readStreamHead } from "./stream-head.ts";

/** When a track's samples in a fragment begin to be decoded, and where that stands in the `moof`. */
export interface DecodeTime {
  readonly trackId: number;
  readonly ticks: bigint;
  readonly at: number;
  readonly isLong: boolean;
}

/**
 * Moves a session's fragments to time zero, the first picture being zero, so that the growing file already has the
 * length of the clip and not that of the session. Gives each fragment as pieces, of which only the small first is new.
 */
export function rebase(init: Uint8Array): (fragment: Uint8Array) => readonly Uint8Array[] {
  const { tracks } = readStreamHead(init);
  let base: { readonly ticks: bigint; readonly timescale: bigint } | undefined;

  return (fragment) => {
    const size = viewOf(fragment).getUint32(0);
    const moof = Uint8Array.from(fragment.subarray(0, size));
    for (const { trackId, ticks, at, isLong } of decodeTimes(moof)) {
      const track = tracks.get(trackId);
      if (!track) continue;
      const timescale = BigInt(track.timescale);
      if (track.kind === "video") base ??= { ticks, timescale };
      if (!base) continue;
      const start = (base.ticks * timescale) / base.timescale;
      // Sound may begin a little before the first picture: it then begins with it.
      const moved = ticks > start ? ticks - start : 0n;
      if (isLong) viewOf(moof).setBigUint64(at, moved);
      else viewOf(moof).setUint32(at, Number(moved));
    }
    return [moof, fragment.subarray(size)];
  };
}

/** The decode times of all tracks in a whole `moof`. */
export function decodeTimes(moof: Uint8Array): readonly DecodeTime[] {
  const trafs = boxesIn(moof, 8, moof.byteLength).filter(({ type }) => type === "traf");
  return trafs.flatMap((traf) => decodeTime(moof, traf) ?? []);
}

function decodeTime(moof: Uint8Array, traf: Box): DecodeTime | undefined {
  const tfhd = findBox(moof, ["tfhd"], traf.body, traf.end);
  const tfdt = findBox(moof, ["tfdt"], traf.body, traf.end);
  if (!tfhd || !tfdt) return undefined;
  const view = viewOf(moof);
  const at = tfdt.body + 4;
  const isLong = moof[tfdt.body] === 1;
  const ticks = isLong ? view.getBigUint64(at) : BigInt(view.getUint32(at));
  return { trackId: view.getUint32(tfhd.body + 4), ticks, at, isLong };
}
