import type { common as german } from "#panel/web/languages/de/common.ts";

export const common = {
  "Try again": "Réessayer",
  Close: "Fermer",
  Cancel: "Annuler",
  Remove: "Retirer",
  Camera: "Caméra",
  Cameras: "Caméras",
  Alerts: "Alertes",
  Motion: "Mouvement",
  Starred: "Avec étoile",
  "{n} more": "{n} de plus",
  "{n} ms": "{n} ms",
  "Since {when}": "Depuis {when}",
  "No camera yet": "Pas encore de caméra",
  "Add a camera in the app's configuration: its name and its stream address are enough. Then restart Porchlight.":
    "Ajoutez une caméra dans la configuration de l'application : son nom et l'adresse de son flux suffisent. Redémarrez ensuite Porchlight.",
  "Options to correct": "Options à corriger",
  "An option needs correcting": "Une option est à corriger",
  "Some options need correcting": "Des options sont à corriger",
  "Open the app's Configuration tab in Home Assistant, correct this, save, and restart Porchlight.":
    "Ouvrez l'onglet Configuration de l'application dans Home Assistant, corrigez cela, enregistrez, puis redémarrez Porchlight.",
  "And {n} more.": "Et {n} de plus.",
} satisfies Record<keyof typeof german, string>;
