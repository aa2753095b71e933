import type { common as german } from "#panel/web/languages/de/common.ts";

export const common = {
  "Try again": "Opnieuw proberen",
  Close: "Sluiten",
  Cancel: "Annuleren",
  Remove: "Verwijderen",
  Camera: "Camera",
  Cameras: "Camera's",
  Alerts: "Meldingen",
  Motion: "Beweging",
  Starred: "Met ster",
  "{n} more": "nog {n}",
  "{n} ms": "{n} ms",
  "Since {when}": "Sinds {when}",
  "No camera yet": "Nog geen camera",
  "Add a camera in the app's configuration: its name and its stream address are enough. Then restart Porchlight.":
    "Voeg in de configuratie van de app een camera toe: de naam en het streamadres zijn genoeg. Start Porchlight daarna opnieuw.",
  "Options to correct": "Opties om te corrigeren",
  "An option needs correcting": "Er moet een optie worden gecorrigeerd",
  "Some options need correcting": "Er moeten opties worden gecorrigeerd",
  "Open the app's Configuration tab in Home Assistant, correct this, save, and restart Porchlight.":
    "Open in Home Assistant het tabblad Configuratie van de app, corrigeer dit, sla op en start Porchlight opnieuw.",
  "And {n} more.": "En nog {n}.",
} satisfies Record<keyof typeof german, string>;
