import type { interest as german } from "#panel/web/languages/de/interest.ts";

export const interest = {
  "Not interesting": "Sin interés",
  "What is not interesting here": "Lo que aquí no interesa",
  "You are not told of this any more: {words}.": "Ya no se te avisa de esto: {words}.",
  "Change it on the camera's page": "Cambiar en la página de la cámara",
  "Do not tell me of this?": "¿No avisar más de esto?",
  "Do not tell me": "No avisar más",
  "Looking at past alerts…": "Revisando alertas anteriores…",
  "Such clips are still recorded, kept and listed. An alert of high risk is told all the same.":
    "Esos clips se siguen grabando, guardando y mostrando. De una alerta de riesgo alto se te avisa igualmente.",
  "Past alerts that would have been hidden": "Alertas anteriores que se habrían ocultado",
  "The newest {n} are shown.": "Se muestran las {n} más recientes.",
  "Hide more": "Ocultar más",
  "Where in the picture: framed": "Dónde en la imagen: enmarcado",
  "This would have hidden {hidden} of the only alert of this camera":
    "Esto habría ocultado {hidden} de 1 alerta de esta cámara",
  "This would have hidden {hidden} of the last {looked} alerts of this camera":
    "Esto habría ocultado {hidden} de las últimas {looked} alertas de esta cámara",
  "{what}, {when}: no picture": "{what}, {when}: sin imagen",
  "You are not told of these. They are recorded and listed all the same.":
    "De esto no se te avisa. Se graba y se muestra igualmente.",
  "Once so far": "Una vez hasta ahora",
  "{n} times so far": "{n} veces hasta ahora",
  "Not seen since": "No visto desde entonces",
  "{often}, last {when}": "{often}, la última {when}",
  "because of this alert": "por esta alerta",
  "Remove: {words}": "Quitar: {words}",
} satisfies Record<keyof typeof german, string>;
