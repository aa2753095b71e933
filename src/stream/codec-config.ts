import { brokenStream, viewOf } from "./mp4-boxes.ts";

/** NAL units that a decoder needs before the first picture. `vps` only for H.265. */
export interface ParameterSets {
  readonly vps: readonly Uint8Array[];
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
}

export interface CodecConfig {
  /** RFC 6381. */
  readonly codecs: string;
  readonly nalLengthBytes: number;
  readonly parameterSets: ParameterSets;
}

/** Reads an AVCDecoderConfigurationRecord (ISO 14496-15 §5.3.3). */
export function parseAvcC(config: Uint8Array): CodecConfig {
  if (config.byteLength < 7) throw brokenStream();
  const spsEnd = { at: 6 };
  const sps = readNals(config, spsEnd, at(config, 5) & 0x1f);
  const pps = readNals(config, { at: spsEnd.at + 1 }, config[spsEnd.at] ?? 0);
  return {
    codecs: `avc1.${hex(config.subarray(1, 4))}`,
    nalLengthBytes: (at(config, 4) & 3) + 1,
    parameterSets: { vps: [], sps, pps },
  };
}

/** Reads an HEVCDecoderConfigurationRecord (ISO 14496-15 §8.3.3). */
export function parseHvcC(config: Uint8Array): CodecConfig {
  if (config.byteLength < 23) throw brokenStream();
  const sets: Record<number, Uint8Array[]> = {};
  const cursor = { at: 23 };
  for (let array = at(config, 22); array > 0; array -= 1) {
    const type = at(config, cursor.at) & 0x3f;
    const count = viewOf(config).getUint16(cursor.at + 1);
    cursor.at += 3;
    sets[type] = [...(sets[type] ?? []), ...readNals(config, cursor, count)];
  }
  return {
    codecs: `hvc1.${hevcProfile(config)}`,
    nalLengthBytes: (at(config, 21) & 3) + 1,
    parameterSets: { vps: sets[32] ?? [], sps: sets[33] ?? [], pps: sets[34] ?? [] },
  };
}

/** `mp4a.40.2` for AAC-LC, from the object type and the AudioSpecificConfig in an `esds` (ISO 14496-1). */
export function audioCodec(esds: Uint8Array): string {
  let objectType = 0x40;
  let offset = 4;
  while (offset < esds.byteLength) {
    const tag = at(esds, offset);
    offset += 1;
    // The length is spread over bytes of seven bits.
    while (offset < esds.byteLength && at(esds, offset) & 0x80) offset += 1;
    offset += 1;
    if (tag === 3) offset += 3;
    else if (tag === 4) {
      objectType = at(esds, offset);
      offset += 13;
    } else {
      const audioObject = (esds[offset] ?? 0x10) >> 3;
      return `mp4a.${objectType.toString(16)}.${tag === 5 ? audioObject : 2}`;
    }
  }
  return "mp4a.40.2";
}

/** ISO 14496-15 annex E: `1.6.L93.B0`. */
function hevcProfile(config: Uint8Array): string {
  const first = at(config, 1);
  const space = ["", "A", "B", "C"][first >> 6] ?? "";
  let reversed = 0;
  const compatibility = viewOf(config).getUint32(2);
  for (let bit = 0; bit < 32; bit += 1) if (compatibility & (1 << bit)) reversed |= 1 << (31 - bit);
  const constraints = [...config.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  const tier = `${first & 0x20 ? "H" : "L"}${at(config, 12)}`;
  const parts = [`${space}${first & 0x1f}`, (reversed >>> 0).toString(16).toUpperCase(), tier];
  return [...parts, ...constraints.map((byte) => byte.toString(16).toUpperCase())].join(".");
}

function readNals(config: Uint8Array, cursor: { at: number }, count: number): Uint8Array[] {
  const nals: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) {
    if (cursor.at + 2 > config.byteLength) throw brokenStream();
    const end = cursor.at + 2 + viewOf(config).getUint16(cursor.at);
    if (end > config.byteLength) throw brokenStream();
    nals.push(config.slice(cursor.at + 2, end));
    cursor.at = end;
  }
  return nals;
}

function at(bytes: Uint8Array, index: number): number {
  const value = bytes[index];
  if (value === undefined) throw brokenStream();
  return value;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
