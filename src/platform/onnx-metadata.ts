import { type FileHandle, open } from "node:fs/promises";

/** Class names of a large data set take some kilobytes. */
const ENTRY_BYTES_MAX = 256 * 1024;
const FIELDS_MAX = 1024;
const METADATA_PROPS = 14;
const TAG_BYTES_MAX = 20;

/**
 * `metadata_props` of an ONNX file, which onnxruntime-node does not give. Reads the few fields at the top of the
 * protobuf `ModelProto` and skips the graph with its weights. Empty where the file is not what it should be:
 * loading it tells why.
 */
export async function readModelMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  await using file = await open(path);
  const { size } = await file.stat();
  const entries: [string, string][] = [];
  let at = 0;
  for (let count = 0; count < FIELDS_MAX && at < size; count++) {
    const field = await readField(file, at);
    if (!field || field.end > size) break;
    if (field.number === METADATA_PROPS && field.length <= ENTRY_BYTES_MAX) {
      const bytes = Buffer.alloc(field.length);
      await file.read(bytes, 0, field.length, field.start);
      const entry = readEntry(bytes);
      if (entry) entries.push(entry);
    }
    at = field.end;
  }
  return Object.fromEntries(entries);
}

interface Field {
  readonly number: number;
  readonly start: number;
  readonly length: number;
  readonly end: number;
}

async function readField(file: FileHandle, at: number): Promise<Field | undefined> {
  const head = Buffer.alloc(TAG_BYTES_MAX);
  const { bytesRead } = await file.read(head, 0, TAG_BYTES_MAX, at);
  const field = fieldAt(head.subarray(0, bytesRead), 0);
  return field && { ...field, start: at + field.start, end: at + field.end };
}

/** Wire types: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes. */
function fieldAt(bytes: Uint8Array, at: number): Field | undefined {
  const tag = varintAt(bytes, at);
  if (!tag) return undefined;
  const number = Math.floor(tag.value / 8);
  const value = varintAt(bytes, tag.end);
  switch (tag.value % 8) {
    case 0:
      return value && { number, start: tag.end, length: value.end - tag.end, end: value.end };
    case 1:
      return { number, start: tag.end, length: 8, end: tag.end + 8 };
    case 2:
      return value && { number, start: value.end, length: value.value, end: value.end + value.value };
    case 5:
      return { number, start: tag.end, length: 4, end: tag.end + 4 };
    default:
      return undefined;
  }
}

/** Numbers rather than bigints: lengths beyond 2^53 are no file of ours. */
function varintAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return undefined;
}

/** `StringStringEntryProto`: key 1, value 2. */
function readEntry(bytes: Buffer): [string, string] | undefined {
  const texts = new Map<number, string>();
  for (let at = 0; at < bytes.length; ) {
    const field = fieldAt(bytes, at);
    if (!field || field.end > bytes.length) return undefined;
    texts.set(field.number, bytes.toString("utf8", field.start, field.end));
    at = field.end;
  }
  const key = texts.get(1);
  return key === undefined ? undefined : [key, texts.get(2) ?? ""];
}
