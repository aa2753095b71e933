/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

/** A picture of rgb24 bytes with a few soft-edged shapes: enough to draw a house at dusk. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export function makeCanvas(width: number, height: number): Canvas {
  return { width, height, bytes: new Uint8Array(width * height * 3) };
}

/** Paints each pixel by its place; `undefined` leaves it. Bounds in pixels. */
export function paint(
  canvas: Canvas,
  [left, top, right, bottom]: readonly [number, number, number, number],
  colourAt: (x: number, y: number) => readonly [...Colour, number] | undefined,
): void {
  const { width, height, bytes } = canvas;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y += 1) {
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); x += 1) {
      const colour = colourAt(x, y);
      if (!colour) continue;
      const at = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const below = bytes[at + channel] ?? 0;
        bytes[at + channel] = below + ((colour[channel] ?? 0) - below) * colour[3];
      }
    }
  }
}

export function rectangle(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  paint(canvas, [x, y, x + width, y + height], () => [...colour, 1]);
}

export function ellipse(
  canvas: Canvas,
  cx: number,
  cy: number,
  rx: number,
  ry: number,
  colour: Colour,
  alpha = 1,
): void {
  paint(canvas, [cx - rx, cy - ry, cx + rx + 1, cy + ry + 1], (x, y) => {
    const edge = 1 - Math.hypot((x - cx) / rx, (y - cy) / ry);
    return edge <= 0 ? undefined : [...colour, alpha * Math.min(1, edge * Math.min(rx, ry) * 0.7)];
  });
}

/** Light that falls off from a point: added with `strength` at its middle. */
export function glow(
  canvas: Canvas,
  cx: number,
  cy: number,
  radius: number,
  colour: Colour,
  strength: number,
): void {
  paint(canvas, [cx - radius, cy - radius, cx + radius, cy + radius], (x, y) => {
    const near = 1 - Math.hypot(x - cx, y - cy) / radius;
    return near <= 0 ? undefined : [...colour, strength * near * near];
  });
}

/** A thick line with round ends. */
export function limb(
  canvas: Canvas,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  thick: number,
  colour: Colour,
): void {
  const length = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  const bounds = [
    Math.min(x1, x2) - thick,
    Math.min(y1, y2) - thick,
    Math.max(x1, x2) + thick,
    Math.max(y1, y2) + thick,
  ] as const;
  paint(canvas, bounds, (x, y) => {
    const along = Math.max(0, Math.min(1, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / (length || 1)));
    const away = Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
    return away > thick / 2 + 0.5 ? undefined : [...colour, Math.min(1, thick / 2 + 0.5 - away)];
  });
}
