import sharp from "sharp";
import { makeCanvas } from "#vision/drawing/canvas.ts";
import { drawText, textSize } from "#vision/drawing/text.ts";

/** A thing that can be put into a scene. */
export interface Sprite {
  /** Width by height. */
  readonly aspect: number;
  /** Poses that follow each other while it moves. */
  readonly poses: readonly ((heightPx: number) => Promise<Buffer>)[];
}

const svg = (width: number, height: number, bodies: readonly string[]): Sprite => ({
  aspect: width / height,
  poses: bodies.map((body) => (heightPx: number) => {
    const size = `width="${Math.round((heightPx * width) / height)}" height="${Math.round(heightPx)}"`;
    const text = `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${width} ${height}">${body}</svg>`;
    return sharp(Buffer.from(text)).png().toBuffer();
  }),
});

export interface Clothes {
  readonly coat: string;
  readonly trousers?: string;
  readonly cap?: string;
  readonly carries?: "parcel";
}

const parcelAt = (x: number, y: number): string =>
  `<rect x="${x}" y="${y}" width="46" height="36" fill="#b98b52" stroke="#7d5a30" stroke-width="2"/>` +
  `<rect x="${x + 18}" y="${y}" width="9" height="36" fill="#dcc08c"/>`;

export function person({ coat, trousers = "#2d3346", cap, carries }: Clothes): Sprite {
  const leg = (x: number) =>
    `<path d="M50 140 L${x} 232" stroke="${trousers}" stroke-width="19" stroke-linecap="round"/>` +
    `<path d="M${x - 3} 234 h18" stroke="#1c1a1a" stroke-width="11" stroke-linecap="round"/>`;
  const arm = (x1: number, x2: number, y2: number) =>
    `<path d="M${x1} 78 L${x2} ${y2}" stroke="${coat}" stroke-width="15" stroke-linecap="round"/>` +
    `<circle cx="${x2}" cy="${y2 + 6}" r="8" fill="#d2a17e"/>`;
  const hands = carries ? [58, 62] : [30, 72];
  const body = (swing: number) =>
    leg(50 - swing) +
    leg(50 + swing) +
    arm(34, (hands[0] ?? 30) - (carries ? 0 : swing / 2), 132) +
    `<path d="M28 78 Q50 58 72 78 L70 150 Q50 158 30 150 Z" fill="${coat}"/>` +
    `<rect x="43" y="48" width="14" height="18" fill="#c8946f"/>` +
    `<ellipse cx="50" cy="34" rx="19" ry="23" fill="#d2a17e"/>` +
    `<path d="M30 32 Q32 8 50 9 Q68 8 70 32 Q60 18 50 19 Q40 18 30 32 Z" fill="${cap ?? "#4a3325"}"/>` +
    `<circle cx="57" cy="34" r="2.4" fill="#222"/><path d="M52 46 h9" stroke="#8d5b45" stroke-width="2"/>` +
    (cap === undefined ? "" : `<rect x="50" y="22" width="30" height="6" rx="3" fill="${cap}"/>`) +
    (carries ? parcelAt(44, 100) : "") +
    arm(66, (hands[1] ?? 72) + (carries ? 20 : swing / 2), carries ? 124 : 132);
  return svg(100, 244, [body(20), body(4)]);
}

export const parcel: Sprite = svg(50, 40, [parcelAt(2, 2)]);

export function car(colour: string): Sprite {
  const wheel = (x: number) =>
    `<circle cx="${x}" cy="92" r="22" fill="#1d1d1f"/><circle cx="${x}" cy="92" r="10" fill="#9a9a9e"/>`;
  return svg(300, 116, [
    `<path d="M8 84 Q6 58 40 54 L82 18 Q90 10 108 10 H186 Q204 10 216 22 L246 52 Q292 56 294 84 V94 H8 Z" fill="${colour}"/>` +
      `<path d="M92 50 L112 24 Q116 20 124 20 H146 V50 Z M156 50 V20 H184 Q194 20 202 28 L222 50 Z" fill="#a9c4d6"/>` +
      `<rect x="280" y="62" width="14" height="10" fill="#f6efc0"/><rect x="6" y="62" width="12" height="10" fill="#c33"/>` +
      `<path d="M151 54 V90" stroke="#0004" stroke-width="2"/>${wheel(70)}${wheel(232)}`,
  ]);
}

export function fourLegged(kind: "dog" | "cat", colour: string): Sprite {
  const isDog = kind === "dog";
  const legs = (swing: number) =>
    [42, 58, 122, 138]
      .map((x, i) => `<path d="M${x} 74 L${x + (i % 2 === 0 ? swing : -swing)} 112"/>`)
      .join("");
  const ears = isDog
    ? `<path d="M150 26 q-14 4 -10 26 q10 2 14 -14 Z" fill="#3a2a1c"/>`
    : `<path d="M146 32 l2 -24 l14 14 Z M166 22 l12 -14 l2 24 Z" fill="${colour}"/>`;
  const tail = isDog ? "M30 56 Q8 44 8 20" : "M30 58 Q2 60 6 12";
  const body = (swing: number) =>
    `<path d="${tail}" stroke="${colour}" stroke-width="9" fill="none" stroke-linecap="round"/>` +
    `<g stroke="${colour}" stroke-width="12" stroke-linecap="round">${legs(swing)}</g>` +
    `<ellipse cx="90" cy="62" rx="64" ry="${isDog ? 24 : 20}" fill="${colour}"/>` +
    `<circle cx="162" cy="42" r="${isDog ? 22 : 19}" fill="${colour}"/>${ears}` +
    (isDog ? `<rect x="172" y="42" width="24" height="15" rx="7" fill="${colour}"/>` : "") +
    `<circle cx="168" cy="38" r="3" fill="#111"/><circle cx="${isDog ? 194 : 180}" cy="47" r="4" fill="#111"/>`;
  return svg(200, 118, [body(8), body(-8)]);
}

const flame = (d: string): string => `<path d="${d}" fill="#ff7a12"/>`;
export const fire: Sprite = svg(160, 200, [
  flame("M80 4 Q140 80 132 140 Q128 196 80 198 Q30 196 26 140 Q40 120 48 70 Q60 96 68 84 Q84 60 80 4 Z") +
    `<path d="M82 90 Q116 130 108 164 Q100 192 80 194 Q56 190 54 160 Q66 150 70 126 Q78 130 82 90 Z" fill="#ffd23a"/>`,
  flame("M70 12 Q150 90 136 146 Q124 198 80 198 Q26 196 28 132 Q50 118 44 62 Q64 92 70 76 Q84 50 70 12 Z") +
    `<path d="M76 100 Q120 128 110 168 Q98 194 78 194 Q50 188 56 154 Q68 150 66 132 Q78 130 76 100 Z" fill="#ffe46b"/>`,
]);

export interface BoardLook {
  readonly back: string;
  readonly ink: readonly [number, number, number];
  readonly frame: string;
}
export const paper: BoardLook = { back: "#f7f5ee", ink: [20, 20, 20], frame: "#b9b4a4" };
export const screen: BoardLook = { back: "#0b2a55", ink: [235, 245, 255], frame: "#111111" };

/** Words that can be read, by our own letters: whatever fonts a machine has, they are the same. */
export function board(lines: readonly string[], { back, ink, frame }: BoardLook): Sprite {
  const sizes = lines.map(textSize);
  const margin = 12;
  const width = Math.max(...sizes.map((size) => size.width)) + 2 * margin;
  const height = sizes.reduce((sum, size) => sum + size.height + 2, 0) + 2 * margin;
  return {
    aspect: width / height,
    poses: [
      async (heightPx) => {
        const channels = 3;
        const plate = sharp({ create: { width, height, channels, background: back } });
        const bytes = await plate.raw().toBuffer();
        let y = margin;
        for (const [i, line] of lines.entries()) {
          drawText(makeCanvas(bytes, width, height), line, margin, y, { colour: ink });
          y += (sizes[i]?.height ?? 0) + 2;
        }
        const edge = 3;
        return await sharp(bytes, { raw: { width, height, channels } })
          .resize({ height: Math.round(heightPx) - 2 * edge, kernel: "lanczos3" })
          .extend({ top: edge, bottom: edge, left: edge, right: edge, background: frame })
          .png()
          .toBuffer();
      },
    ],
  };
}

const WIDTH = 1280;
const HEIGHT = 720;

/** A house with a door and a window on the right, a lawn, a path and a street with a pavement. */
export const backdrop = (): Promise<Buffer> =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#8fb8de"/><stop offset="1" stop-color="#dfe9ee"/></linearGradient></defs>
<rect width="1280" height="330" fill="url(#sky)"/>
<rect y="310" width="1280" height="410" fill="#7d9a5b"/>
<g fill="#4f7040"><circle cx="90" cy="270" r="70"/><circle cx="190" cy="290" r="55"/><circle cx="400" cy="285" r="45"/></g>
<rect x="620" y="70" width="660" height="330" fill="#cdbfa8"/><path d="M590 80 L640 20 H1280 V80 Z" fill="#6d4a3e"/>
<g stroke="#b6a78f" stroke-width="2">${[110, 150, 190, 230, 270, 310, 350].map((y) => `<path d="M620 ${y} H1280"/>`).join("")}</g>
<rect x="820" y="170" width="120" height="232" fill="#5d2f26"/><rect x="832" y="182" width="96" height="212" fill="#8d3b2c"/><circle cx="915" cy="296" r="6" fill="#d9b25a"/>
<g fill="#e9e4da"><rect x="1010" y="160" width="180" height="140"/><rect x="670" y="170" width="100" height="120"/></g>
<g fill="#6f8fa6"><rect x="1022" y="172" width="72" height="116"/><rect x="1106" y="172" width="72" height="116"/><rect x="682" y="182" width="76" height="96"/></g>
<path d="M830 402 H940 L860 560 H640 Z" fill="#b3aca0"/>
<rect y="556" width="1280" height="44" fill="#a8a49c"/><rect y="600" width="1280" height="120" fill="#5b5d61"/>
<g fill="#d8d8d2">${[60, 300, 540, 780, 1020, 1260].map((x) => `<rect x="${x}" y="668" width="110" height="8"/>`).join("")}</g>
</svg>`),
  )
    .png()
    .toBuffer();

/** Streaks that can be moved down by their own half without an end. */
export function rain(): Promise<Buffer> {
  const streaks = Array.from({ length: 260 }, (_, i) => {
    const [x, y] = [(i * 197) % WIDTH, (i * 331) % HEIGHT];
    const at = (top: number) => `<path d="M${x} ${top} l-6 34"/>`;
    return at(y) + at(y + HEIGHT);
  });
  const text =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${2 * HEIGHT}">` +
    `<g stroke="#e8f0f6" stroke-opacity="0.55" stroke-width="2">${streaks.join("")}</g></svg>`;
  return sharp(Buffer.from(text)).png().toBuffer();
}
