import type { alertTest as german } from "#panel/web/languages/de/alert-test.ts";

export const alertTest = {
  "Alert test": "Meldingstest",
  "Make a test clip": "Testclip maken",
  "Look for objects": "Naar objecten zoeken",
  "Apply the rules": "Regels toepassen",
  "Put it into words": "In woorden vatten",
  "Send it to the broker": "Naar de broker sturen",
  "Hear it back": "Terughoren",
  "Alerts get through": "Meldingen komen aan",
  "Not all could be shown": "Niet alles kon worden aangetoond",
  "Alerts do not get through": "Meldingen komen niet aan",
  "It has not run yet.": "Hij is nog niet uitgevoerd.",
  "A made clip goes the way of a true alert, twice a day. Nobody is rung.":
    "Twee keer per dag gaat een gemaakte clip de weg van een echte melding. Er gaat bij niemand iets af.",
  "Testing…": "Testen…",
  "Test now": "Nu testen",
  failed: "mislukt",
  "not shown": "niet aangetoond",
} satisfies Record<keyof typeof german, string>;
