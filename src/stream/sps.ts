import { brokenStream } from "./mp4-boxes.ts";

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** No camera of this decade; also stops a wild number from a damaged stream. */
const SIDE_MAX = 16_384;

/** Profiles whose sequence parameter set tells of chroma and scaling (H.264 §7.3.2.1.1). */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** The picture's size from an H.264 sequence parameter set, NAL header included. Throws `Failure` if it is damaged. */
export function h264Size(nal: Uint8Array): PictureSize {
  const bytes = unescaped(nal);
  const bits = makeBits(bytes, 4);
  bits.ue();
  const chroma = HIGH_PROFILES.has(bytes[1] ?? 0) ? skipHighProfile(bits) : 1;
  bits.ue();
  const orderType = bits.ue();
  if (orderType === 0) bits.ue();
  else if (orderType === 1) {
    bits.bits(1);
    bits.ue();
    bits.ue();
    for (let cycle = bits.ue(); cycle > 0; cycle -= 1) bits.ue();
  }
  bits.ue();
  bits.bits(1);
  const width = (bits.ue() + 1) * 16;
  const mapHeight = (bits.ue() + 1) * 16;
  const isFrames = bits.bits(1);
  if (!isFrames) bits.bits(1);
  bits.bits(1);
  const height = mapHeight * (2 - isFrames);
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (2 - isFrames);
  return cropped(bits, { width, height }, unitX, unitY);
}

/** The same for H.265 (§7.3.2.2.1), with its NAL header of two bytes. */
export function hevcSize(nal: Uint8Array): PictureSize {
  const bytes = unescaped(nal);
  const subLayers = ((bytes[2] ?? 0) >> 1) & 7;
  const bits = makeBits(bytes, 15);
  skipSubLayers(bits, subLayers);
  bits.ue();
  const chroma = bits.ue();
  if (chroma === 3) bits.bits(1);
  const size = { width: bits.ue(), height: bits.ue() };
  return cropped(bits, size, chroma === 1 || chroma === 2 ? 2 : 1, chroma === 1 ? 2 : 1);
}

/** The 12 bytes of general profile, tier and level in an H.265 sequence parameter set: as hvcC wants them. */
export const hevcGeneralProfile = (nal: Uint8Array): Uint8Array => unescaped(nal).slice(3, 15);

function cropped(bits: Bits, { width, height }: PictureSize, unitX: number, unitY: number): PictureSize {
  const [left, right, top, bottom] = bits.bits(1)
    ? [bits.ue(), bits.ue(), bits.ue(), bits.ue()]
    : [0, 0, 0, 0];
  const size = { width: width - (left + right) * unitX, height: height - (top + bottom) * unitY };
  if (size.width < 1 || size.height < 1 || size.width > SIDE_MAX || size.height > SIDE_MAX)
    throw brokenStream();
  return size;
}

function skipHighProfile(bits: Bits): number {
  const chroma = bits.ue();
  if (chroma === 3) bits.bits(1);
  bits.ue();
  bits.ue();
  bits.bits(1);
  const lists = bits.bits(1) ? (chroma === 3 ? 12 : 8) : 0;
  for (let list = 0; list < lists; list += 1) {
    if (bits.bits(1)) skipScalingList(bits, list < 6 ? 16 : 64);
  }
  return chroma;
}

function skipScalingList(bits: Bits, length: number): void {
  let last = 8;
  for (let index = 0; index < length && last !== 0; index += 1) {
    const code = bits.ue();
    const delta = code & 1 ? (code + 1) / 2 : -code / 2;
    last = (last + delta + 256) % 256;
  }
}

function skipSubLayers(bits: Bits, subLayers: number): void {
  if (subLayers === 0) return;
  const present: (readonly [number, number])[] = [];
  for (let layer = 0; layer < 8; layer += 1) present.push([bits.bits(1), bits.bits(1)]);
  for (const [profile, level] of present.slice(0, subLayers)) bits.skip(profile * 88 + level * 8);
}

interface Bits {
  bits(count: number): number;
  skip(count: number): void;
  /** Exp-Golomb, unsigned. */
  ue(): number;
}

function makeBits(bytes: Uint8Array, from: number): Bits {
  let position = from * 8;
  const bit = () => {
    const byte = bytes[position >> 3];
    if (byte === undefined) throw brokenStream();
    const value = (byte >> (7 - (position & 7))) & 1;
    position += 1;
    return value;
  };
  const bits = (count: number) => {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = value * 2 + bit();
    return value;
  };
  return {
    bits,
    skip: (count) => {
      position += count;
    },
    ue: () => {
      let zeros = 0;
      while (!bit()) {
        zeros += 1;
        if (zeros > 32) throw brokenStream();
      }
      return 2 ** zeros - 1 + bits(zeros);
    },
  };
}

/** Without the bytes that keep start codes out of a NAL unit (00 00 03 → 00 00). */
function unescaped(nal: Uint8Array): Uint8Array {
  const kept: number[] = [];
  let zeros = 0;
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) zeros = 0;
    else {
      kept.push(byte);
      zeros = byte === 0 ? zeros + 1 : 0;
    }
  }
  return Uint8Array.from(kept);
}
