export const panel = {
  Review: "Rückblick",
  Notifications: "Benachrichtigungen",
  System: "System",
  Pages: "Seiten",
  "{n} problem": "{n} Problem",
  "{n} problems": "{n} Probleme",
  "Porchlight took too long to answer.": "Porchlight hat zu lange für die Antwort gebraucht.",
  "Porchlight does not answer. It may be starting; this page tries again.":
    "Porchlight antwortet nicht. Vielleicht startet es gerade; diese Seite versucht es weiter.",
  "Home Assistant has signed this page out. Reload it.":
    "Home Assistant hat diese Seite abgemeldet. Lade sie neu.",
  "Porchlight is not running. Home Assistant shows why in the app's log.":
    "Porchlight läuft nicht. Home Assistant zeigt den Grund im Protokoll der App.",
  "Porchlight refused the request (status {status}).":
    "Porchlight hat die Anfrage abgelehnt (Status {status}).",
  "Not saved yet": "Noch nicht gespeichert",
  "Not saved yet.": "Noch nicht gespeichert.",
  "What you changed is not saved yet.": "Deine Änderungen sind noch nicht gespeichert.",
  "What you drew is not saved yet.": "Was du gezeichnet hast, ist noch nicht gespeichert.",
  Stay: "Bleiben",
  "Leave without it": "Ohne Speichern verlassen",
  "Save and leave": "Speichern und verlassen",
  Save: "Speichern",
  "Saving…": "Speichern …",
  "Saved.": "Gespeichert.",
  Discard: "Verwerfen",
  Done: "Fertig",
  Name: "Name",
  Nothing: "Nichts",
  nothing: "nichts",
  "(nothing)": "(nichts)",
};
