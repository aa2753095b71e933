import { Kind } from "./kind.ts";
import type { Size } from "./size.ts";

/** Foreground pixels that touch each other. Its pixels are `order[from]` … `order[to - 1]`. */
export interface Component {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Components {
  /** Pixel indices, component after component; valid until the next `find`. */
  readonly order: Int32Array;
  /** Components of at least `areaMin` pixels. Smaller ones become specks. */
  find(kinds: Uint8Array, areaMin: number): readonly Component[];
}

/** More than these are weather, not things; the rest stay unjudged and are tried again with the next frame. */
const COMPONENTS_MAX = 128;

/** Finds what hangs together over edges and corners, by filling. */
export function makeComponents({ width, height }: Size): Components {
  const order = new Int32Array(width * height);
  const bounds = { left: 0, top: 0, right: 0, bottom: 0 };

  const fill = (kinds: Uint8Array, start: number, from: number): number => {
    let to = from;
    order[to++] = start;
    kinds[start] = Kind.speck;
    bounds.left = width;
    bounds.top = height;
    bounds.right = -1;
    bounds.bottom = -1;
    for (let next = from; next < to; next++) {
      const i = order[next] ?? 0;
      const y = (i / width) | 0;
      const x = i - y * width;
      if (x < bounds.left) bounds.left = x;
      if (x > bounds.right) bounds.right = x;
      if (y < bounds.top) bounds.top = y;
      if (y > bounds.bottom) bounds.bottom = y;
      const x0 = x === 0 ? 0 : x - 1;
      const x1 = x === width - 1 ? x : x + 1;
      const y1 = y === height - 1 ? y : y + 1;
      for (let ny = y === 0 ? 0 : y - 1; ny <= y1; ny++) {
        for (let neighbour = ny * width + x0; neighbour <= ny * width + x1; neighbour++) {
          if (kinds[neighbour] !== Kind.foreground) continue;
          kinds[neighbour] = Kind.speck;
          order[to++] = neighbour;
        }
      }
    }
    return to;
  };

  return {
    order,
    find(kinds, areaMin) {
      const found: Component[] = [];
      let end = 0;
      for (let i = 0; i < kinds.length && found.length < COMPONENTS_MAX; i++) {
        if (kinds[i] !== Kind.foreground) continue;
        const to = fill(kinds, i, end);
        if (to - end < areaMin) continue;
        found.push({ from: end, to, ...bounds });
        end = to;
      }
      return found;
    },
  };
}
