import type { review as german } from "#panel/web/languages/de/review.ts";

export const review = {
  "What happened": "Wat er gebeurde",
  Filter: "Filter",
  Everything: "Alles",
  "All cameras": "Alle camera's",
  "No alerts here": "Geen meldingen hier",
  "No clips of this camera": "Geen clips van deze camera",
  "Nothing was worth an alert so far. What else happened is under Everything.":
    "Tot nu toe was niets een melding waard. Wat er verder gebeurde, staat onder Alles.",
  "Walk past the camera: what moves in front of it appears here within seconds.":
    "Loop langs de camera: wat ervoor beweegt, verschijnt hier binnen enkele seconden.",
  "Show everything": "Alles tonen",
  "No clips yet": "Nog geen clips",
  "Show older": "Oudere tonen",
  "Looking for clips…": "Clips zoeken…",
  Now: "Nu",
} satisfies Record<keyof typeof german, string>;
