/** A picture of 1280 × 720 at our quality has 100 to 200 kB. */
const FIRST_BYTES = 256 * 1024;

/** Bytes and codes in a row, as JPEG wants them. */
export interface BitWriter {
  bytes(values: Iterable<number>): void;
  /** The lowest `length` bits, 16 at most. */
  code(bits: number, length: number): void;
  /** Fills the last byte up with ones. */
  fill(): void;
  done(): Uint8Array<ArrayBuffer>;
}

export function makeBitWriter(): BitWriter {
  let room = new Uint8Array(FIRST_BYTES);
  let size = 0;
  let held = 0;
  let count = 0;

  const put = (value: number): void => {
    if (size === room.length) {
      const more = new Uint8Array(2 * room.length);
      more.set(room);
      room = more;
    }
    room[size++] = value;
  };
  const code = (bits: number, length: number): void => {
    held = (held << length) | (bits & ((1 << length) - 1));
    count += length;
    while (count >= 8) {
      const value = (held >> (count - 8)) & 0xff;
      put(value);
      // What could be taken for a marker is told apart.
      if (value === 0xff) put(0);
      count -= 8;
    }
    held &= (1 << count) - 1;
  };
  return {
    bytes(values) {
      for (const value of values) put(value);
    },
    code,
    fill() {
      if (count > 0) code(0xff, 8 - count);
    },
    done: () => room.slice(0, size),
  };
}
