import type { review as german } from "#panel/web/languages/de/review.ts";

export const review = {
  "What happened": "Ce qui s'est passé",
  Filter: "Filtre",
  Everything: "Tout",
  "All cameras": "Toutes les caméras",
  "No alerts here": "Aucune alerte ici",
  "No clips of this camera": "Aucun clip de cette caméra",
  "Nothing was worth an alert so far. What else happened is under Everything.":
    "Rien n'a encore mérité d'alerte. Le reste se trouve sous Tout.",
  "Walk past the camera: what moves in front of it appears here within seconds.":
    "Passez devant la caméra : ce qui bouge devant elle apparaît ici en quelques secondes.",
  "Show everything": "Tout afficher",
  "No clips yet": "Pas encore de clips",
  "Show older": "Afficher les plus anciens",
  "Looking for clips…": "Recherche des clips…",
  Now: "En cours",
} satisfies Record<keyof typeof german, string>;
