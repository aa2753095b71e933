import type { cameras as german } from "#panel/web/languages/de/cameras.ts";

export const cameras = {
  "Look at {name}": "Ver {name}",
  "No picture of {name} yet": "Aún no hay imagen de {name}",
  "Newest picture of {name}": "Última imagen de {name}",
} satisfies Record<keyof typeof german, string>;
