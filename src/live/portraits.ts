import type { Box } from "#domain/geometry.ts";
import type { LiveFrame } from "#ports/live-detector.ts";
import type { Track } from "#vision/tracking/track.ts";

/** Whole pictures kept of one camera: 1.4 MB each at 1280 × 720. */
export const PICTURES_MAX = 4;
/** Things whose best picture is known. */
const FACES_MAX = 64;
/** Buffers that wait to be used again. */
const SPARE_MAX = 2;
/** A picture must be better by so much to take another's place. */
const BETTER = 1.05;
/** Cut off by the edge of the frame it shows half of what it could. */
const CUT = 0.5;
const AT_EDGE = 0.005;

export interface Portrait {
  /** Missing where it was given away and nothing better came since. */
  readonly frame: LiveFrame | undefined;
  /** Where it is in that frame. */
  readonly box: Box;
  readonly score: number;
}

/** The best picture of each thing. */
export interface Portraits {
  /** A copy of a frame that is about to be given away. */
  copy(frame: LiveFrame): LiveFrame;
  /** Takes a copy that shows these. */
  keep(picture: LiveFrame, tracks: readonly Track[]): void;
  /** A copy that nobody looked at. */
  drop(picture: LiveFrame): void;
  /** The best one of a thing so far, given away. */
  take(trackId: number): Portrait | undefined;
}

interface Face {
  frame: LiveFrame | undefined;
  readonly box: Box;
  readonly score: number;
  readonly quality: number;
}

export function makePortraits(): Portraits {
  const faces = new Map<number, Face>();
  const spare: Uint8Array<ArrayBuffer>[] = [];

  const held = () => [...new Set([...faces.values()].flatMap(({ frame }) => (frame ? [frame] : [])))];
  const drop = ({ i420 }: LiveFrame) => {
    if (spare.length < SPARE_MAX) spare.push(i420);
  };

  return {
    copy(frame) {
      const { i420 } = frame;
      const index = spare.findIndex(({ byteLength }) => byteLength === i420.byteLength);
      const [buffer] = index < 0 ? [] : spare.splice(index, 1);
      if (!buffer) {
        spare.length = 0;
        return { ...frame, i420: i420.slice() };
      }
      buffer.set(i420);
      return { ...frame, i420: buffer };
    },
    keep(picture, tracks) {
      const before = held();
      for (const track of tracks) {
        if (track.state !== "confirmed" || track.isStationary) continue;
        const quality = qualityOf(track);
        const face = faces.get(track.id);
        if (face && quality <= face.quality * BETTER) continue;
        faces.delete(track.id);
        faces.set(track.id, { frame: picture, box: track.box, score: track.score, quality });
      }
      for (const id of [...faces.keys()].slice(0, Math.max(0, faces.size - FACES_MAX))) faces.delete(id);
      makeRoom(faces, held());
      const kept = new Set(held());
      for (const one of [...before, picture]) if (!kept.has(one)) drop(one);
    },
    drop,
    take(trackId) {
      const face = faces.get(trackId);
      if (!face) return undefined;
      const { frame, box, score } = face;
      // Others are in the same picture: it is gone for them too.
      for (const other of faces.values()) if (other.frame === frame) other.frame = undefined;
      return { frame, box, score };
    },
  };
}

/** Beyond the bound the oldest pictures go; what was only in them may have any other. */
function makeRoom(faces: Map<number, Face>, pictures: readonly LiveFrame[]): void {
  const oldestFirst = pictures.toSorted((a, b) => a.atMs - b.atMs);
  const gone = new Set(oldestFirst.slice(0, Math.max(0, pictures.length - PICTURES_MAX)));
  for (const [id, { frame }] of faces) if (frame && gone.has(frame)) faces.delete(id);
}

function qualityOf({ score, box: { x, y, width, height } }: Track): number {
  const isCut = x < AT_EDGE || y < AT_EDGE || x + width > 1 - AT_EDGE || y + height > 1 - AT_EDGE;
  return score * Math.sqrt(width * height) * (isCut ? CUT : 1);
}
