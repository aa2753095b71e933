import type { cameras as german } from "#panel/web/languages/de/cameras.ts";

export const cameras = {
  "Look at {name}": "{name} bekijken",
  "No picture of {name} yet": "Nog geen beeld van {name}",
  "Newest picture of {name}": "Nieuwste beeld van {name}",
} satisfies Record<keyof typeof german, string>;
