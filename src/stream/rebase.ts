import { boxesIn, readHeader, viewOf } from "./box.ts";
import { tracksOf } from "./mp4-tracks.ts";

/** A fragment's tracks and where its decode times stand, as offsets into it. */
interface Stamp {
  readonly trackId: number;
  readonly ticks: bigint;
  readonly isLong: boolean;
  readonly at: number;
}

/**
 * Moves a session's fragments to time zero, the first picture being zero, so that the growing file already has the
 * length of the clip and not that of the session. Gives each fragment as pieces, of which only the small first is new.
 */
export function rebase(init: Uint8Array): (fragment: Uint8Array) => readonly Uint8Array[] {
  const tracks = new Map(tracksOf(init).map((track) => [track.id, track]));
  let base: { readonly ticks: bigint; readonly timescale: bigint } | undefined;

  return (fragment) => {
    const moofSize = readHeader(fragment, 0)?.size ?? 0;
    const moof = Uint8Array.from(fragment.subarray(0, moofSize));
    for (const { trackId, ticks, isLong, at } of stampsOf(moof)) {
      const track = tracks.get(trackId);
      if (!track || track.timescale === 0) continue;
      const timescale = BigInt(track.timescale);
      if (track.kind === "video") base ??= { ticks, timescale };
      if (!base) continue;
      const start = (base.ticks * timescale) / base.timescale;
      // Sound may begin a little before the first picture: it then begins with it.
      const moved = ticks > start ? ticks - start : 0n;
      if (isLong) viewOf(moof).setBigUint64(at, moved);
      else viewOf(moof).setUint32(at, Number(moved));
    }
    return [moof, fragment.subarray(moofSize)];
  };
}

/** Decode times of the tracks in a `moof`. */
export function stampsOf(moof: Uint8Array): readonly Stamp[] {
  const stamps: Stamp[] = [];
  for (const root of boxesIn(moof)) {
    if (root.type !== "moof") continue;
    for (const traf of boxesIn(root.content)) {
      if (traf.type !== "traf") continue;
      let trackId = 0;
      for (const { type, content } of boxesIn(traf.content)) {
        if (type === "tfhd") trackId = viewOf(content).getUint32(4);
        if (type !== "tfdt") continue;
        const isLong = content[0] === 1;
        const ticks = isLong ? viewOf(content).getBigUint64(4) : BigInt(viewOf(content).getUint32(4));
        stamps.push({ trackId, ticks, isLong, at: content.byteOffset + 4 - moof.byteOffset });
      }
    }
  }
  return stamps;
}
