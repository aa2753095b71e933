export const common = {
  "Try again": "Erneut versuchen",
  Close: "Schließen",
  Cancel: "Abbrechen",
  Remove: "Entfernen",
  Camera: "Kamera",
  Cameras: "Kameras",
  Alerts: "Alarme",
  Motion: "Bewegung",
  Starred: "Mit Stern",
  "{n} more": "{n} weitere",
  "{n} ms": "{n} ms",
  "Since {when}": "Seit {when}",
  "No camera yet": "Noch keine Kamera",
  "Add a camera in the app's configuration: its name and its stream address are enough. Then restart Porchlight.":
    "Füge in der Konfiguration der App eine Kamera hinzu: Name und Stream-Adresse genügen. Starte Porchlight dann neu.",
  "Options to correct": "Optionen zu korrigieren",
  "An option needs correcting": "Eine Option muss korrigiert werden",
  "Some options need correcting": "Einige Optionen müssen korrigiert werden",
  "Open the app's Configuration tab in Home Assistant, correct this, save, and restart Porchlight.":
    "Öffne in Home Assistant den Tab Konfiguration der App, korrigiere dies, speichere und starte Porchlight neu.",
  "And {n} more.": "Und noch {n}.",
};
