export const review = {
  "What happened": "Was geschah",
  Filter: "Filter",
  Everything: "Alles",
  "All cameras": "Alle Kameras",
  "No alerts here": "Keine Alarme hier",
  "No clips of this camera": "Keine Clips dieser Kamera",
  "Nothing was worth an alert so far. What else happened is under Everything.":
    "Bisher war nichts einen Alarm wert. Was sonst geschah, steht unter Alles.",
  "Walk past the camera: what moves in front of it appears here within seconds.":
    "Geh an der Kamera vorbei: Was sich vor ihr bewegt, erscheint hier in Sekunden.",
  "Show everything": "Alles anzeigen",
  "No clips yet": "Noch keine Clips",
  "Show older": "Ältere anzeigen",
  "Looking for clips…": "Clips werden gesucht …",
  Now: "Jetzt",
};
