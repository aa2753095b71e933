import type { Box } from "./geometry.ts";
import type { SuppressionDraft } from "./suppression.ts";
import type { Dimension } from "./suppression-proposal.ts";

const HOUR = 60;

/** `Cats at Front door, bottom left, 20 to 40 % of the picture high, between 22:00 and 01:00`. */
export function suppressionWords(draft: SuppressionDraft, cameraName?: string): string {
  const what = capital(listOf(draft.labels.map(plural)));
  return [
    cameraName === undefined ? what : `${what} at ${cameraName}`,
    placeWords(draft),
    sizeWords(draft),
    hourWords(draft),
  ].join(", ");
}

/** What a step wider in one way would be: `Anywhere in the picture`. */
export function dimensionWords(draft: SuppressionDraft, dimension: Dimension): string {
  switch (dimension) {
    case "place":
      return draft.places === null ? "Anywhere in the picture" : "In twice as wide a place";
    case "size":
      return capital(sizeWords(draft));
    case "hours":
      return capital(hourWords(draft));
    case "labels":
      return `All ${listOf(draft.labels.map(plural))}`;
  }
}

function placeWords({ places }: SuppressionDraft): string {
  if (places === null) return "anywhere in the picture";
  return listOf([...new Set(places.map(placeWord))]);
}

/** Where a rectangle is, as on a board of three by three fields. */
function placeWord({ x, y, width, height }: Box): string {
  const third = (middle: number, low: string, high: string) =>
    middle < 1 / 3 ? low : middle > 2 / 3 ? high : "";
  const row = height > 2 / 3 ? "" : third(y + height / 2, "top", "bottom");
  const column = width > 2 / 3 ? "" : third(x + width / 2, "left", "right");
  const words = [row, column].filter((word) => word !== "").join(" ");
  return words === "" ? "in the middle" : words;
}

function sizeWords({ height }: SuppressionDraft): string {
  if (height === null) return "of any size";
  const [min, max] = [Math.round(height.min * 100), Math.round(height.max * 100)];
  return `${min} to ${max} % of the picture high`;
}

function hourWords({ hours }: SuppressionDraft): string {
  return hours === null ? "at any time" : `between ${clockOf(hours.from)} and ${clockOf(hours.to)}`;
}

function clockOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / HOUR))}:${two(minute % HOUR)}`;
}

const plurals: Readonly<Record<string, string>> = { person: "people", sheep: "sheep" };

function plural(label: string): string {
  return plurals[label] ?? (/(?:s|x|ch|sh)$/.test(label) ? `${label}es` : `${label}s`);
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
