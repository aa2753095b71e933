import type { review as german } from "#panel/web/languages/de/review.ts";

export const review = {
  "What happened": "Qué ha pasado",
  Filter: "Filtro",
  Everything: "Todo",
  "All cameras": "Todas las cámaras",
  "No alerts here": "No hay alertas aquí",
  "No clips of this camera": "No hay clips de esta cámara",
  "Nothing was worth an alert so far. What else happened is under Everything.":
    "Hasta ahora nada merecía una alerta. Lo demás está en Todo.",
  "Walk past the camera: what moves in front of it appears here within seconds.":
    "Pasa por delante de la cámara: lo que se mueve ante ella aparece aquí en segundos.",
  "Show everything": "Mostrar todo",
  "No clips yet": "Aún no hay clips",
  "Show older": "Mostrar anteriores",
  "Looking for clips…": "Buscando clips…",
  Now: "Ahora",
} satisfies Record<keyof typeof german, string>;
