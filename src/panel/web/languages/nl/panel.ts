import type { panel as german } from "#panel/web/languages/de/panel.ts";

export const panel = {
  Review: "Terugblik",
  Notifications: "Notificaties",
  System: "Systeem",
  Pages: "Pagina's",
  "{n} problem": "{n} probleem",
  "{n} problems": "{n} problemen",
  "Porchlight took too long to answer.": "Porchlight deed te lang over het antwoord.",
  "Porchlight does not answer. It may be starting; this page tries again.":
    "Porchlight antwoordt niet. Misschien start het op; deze pagina probeert het opnieuw.",
  "Home Assistant has signed this page out. Reload it.":
    "Home Assistant heeft deze pagina afgemeld. Laad hem opnieuw.",
  "Porchlight is not running. Home Assistant shows why in the app's log.":
    "Porchlight draait niet. Home Assistant toont waarom in het logboek van de app.",
  "Porchlight refused the request (status {status}).": "Porchlight weigerde het verzoek (status {status}).",
  "Not saved yet": "Nog niet opgeslagen",
  "Not saved yet.": "Nog niet opgeslagen.",
  "What you changed is not saved yet.": "Je wijzigingen zijn nog niet opgeslagen.",
  "What you drew is not saved yet.": "Wat je hebt getekend, is nog niet opgeslagen.",
  Stay: "Blijven",
  "Leave without it": "Verlaten zonder opslaan",
  "Save and leave": "Opslaan en verlaten",
  Save: "Opslaan",
  "Saving…": "Opslaan…",
  "Saved.": "Opgeslagen.",
  Discard: "Verwerpen",
  Done: "Klaar",
  Name: "Naam",
  Nothing: "Niets",
  nothing: "niets",
  "(nothing)": "(niets)",
} satisfies Record<keyof typeof german, string>;
