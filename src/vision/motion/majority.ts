import { Kind } from "./kind.ts";
import type { Size } from "./size.ts";

const VOTES_MIN = 4;

/** Lets each pixel take the side of its 3 × 3 neighbourhood: lone specks go, small holes close. */
export function makeMajority({ width, height }: Size): (raw: Uint8Array, out: Uint8Array) => void {
  const columns = new Uint8Array(width);

  return (raw, out) => {
    for (let y = 0; y < height; y++) {
      const row = y * width;
      let any = 0;
      for (let x = 0; x < width; x++) {
        const i = row + x;
        const votes =
          (y === 0 ? 0 : (raw[i - width] ?? 0)) +
          (raw[i] ?? 0) +
          (y === height - 1 ? 0 : (raw[i + width] ?? 0));
        columns[x] = votes;
        any |= votes;
      }
      if (any === 0) {
        out.fill(Kind.background, row, row + width);
        continue;
      }
      let left = 0;
      let here = columns[0] ?? 0;
      for (let x = 0; x < width; x++) {
        const right = x === width - 1 ? 0 : (columns[x + 1] ?? 0);
        out[row + x] = left + here + right >= VOTES_MIN ? Kind.foreground : Kind.background;
        left = here;
        here = right;
      }
    }
  };
}
