import type { cameras as german } from "#panel/web/languages/de/cameras.ts";

export const cameras = {
  "Look at {name}": "Voir {name}",
  "No picture of {name} yet": "Pas encore d'image de {name}",
  "Newest picture of {name}": "Dernière image de {name}",
} satisfies Record<keyof typeof german, string>;
