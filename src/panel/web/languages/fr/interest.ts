import type { interest as german } from "#panel/web/languages/de/interest.ts";

export const interest = {
  "Not interesting": "Sans intérêt",
  "What is not interesting here": "Ce qui est sans intérêt ici",
  "You are not told of this any more: {words}.": "Cela ne vous est plus signalé : {words}.",
  "Change it on the camera's page": "Modifier sur la page de la caméra",
  "Do not tell me of this?": "Ne plus signaler cela ?",
  "Do not tell me": "Ne plus signaler",
  "Looking at past alerts…": "Examen des alertes passées…",
  "Such clips are still recorded, kept and listed. An alert of high risk is told all the same.":
    "Ces clips restent enregistrés, conservés et listés. Une alerte à risque élevé est signalée malgré tout.",
  "Past alerts that would have been hidden": "Alertes passées qui auraient été masquées",
  "The newest {n} are shown.": "Les {n} plus récentes sont affichées.",
  "Hide more": "Masquer davantage",
  "Where in the picture: framed": "Où dans l'image : encadré",
  "This would have hidden {hidden} of the only alert of this camera":
    "Cela aurait masqué {hidden} alerte sur 1 de cette caméra",
  "This would have hidden {hidden} of the last {looked} alerts of this camera":
    "Cela aurait masqué {hidden} des {looked} dernières alertes de cette caméra",
  "{what}, {when}: no picture": "{what}, {when} : pas d'image",
  "You are not told of these. They are recorded and listed all the same.":
    "Cela ne vous est pas signalé, mais reste enregistré et listé.",
  "Once so far": "Une fois jusqu'ici",
  "{n} times so far": "{n} fois jusqu'ici",
  "Not seen since": "Pas revu depuis",
  "{often}, last {when}": "{often}, la dernière {when}",
  "because of this alert": "à cause de cette alerte",
  "Remove: {words}": "Retirer : {words}",
} satisfies Record<keyof typeof german, string>;
