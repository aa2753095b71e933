import type { alertTest as german } from "#panel/web/languages/de/alert-test.ts";

export const alertTest = {
  "Alert test": "Prueba de alertas",
  "Make a test clip": "Crear un clip de prueba",
  "Look for objects": "Buscar objetos",
  "Apply the rules": "Aplicar las reglas",
  "Put it into words": "Ponerlo en palabras",
  "Send it to the broker": "Enviarlo al bróker",
  "Hear it back": "Oírlo de vuelta",
  "Alerts get through": "Las alertas llegan",
  "Not all could be shown": "No todo se pudo comprobar",
  "Alerts do not get through": "Las alertas no llegan",
  "It has not run yet.": "Aún no se ha ejecutado.",
  "A made clip goes the way of a true alert, twice a day. Nobody is rung.":
    "Dos veces al día, un clip artificial recorre el camino de una alerta real. No suena en ningún sitio.",
  "Testing…": "Probando…",
  "Test now": "Probar ahora",
  failed: "fallido",
  "not shown": "sin comprobar",
} satisfies Record<keyof typeof german, string>;
