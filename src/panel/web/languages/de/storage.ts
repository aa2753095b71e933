export const storage = {
  Storage: "Speicher",
  "Where clips are kept": "Wo Clips aufbewahrt werden",
  "A thief takes this machine along. Name a place for copies in the options, under Storage.":
    "Ein Dieb nimmt dieses Gerät mit. Nenne in den Optionen unter Speicher einen Ort für Kopien.",
  "From {from} to {to}. Clips with an alert go at once.":
    "Von {from} bis {to}. Clips mit einem Alarm gehen sofort.",
  "Log in to {title}": "Bei {title} anmelden",
  "Open {title}": "{title} öffnen",
  "Allow access there. {title} shows a code.": "Erlaube dort den Zugriff. {title} zeigt einen Code.",
  "Enter the code here.": "Gib den Code hier ein.",
  "Logging in…": "Anmelden …",
  "Log in": "Anmelden",
  "This machine": "Dieses Gerät",
  "Bucket {name}": "Bucket {name}",
  "Log in to {title}, so that clips can be copied there.":
    "Melde dich bei {title} an, damit Clips dorthin kopiert werden können.",
  "{n} clip waits until you log in to {title}.": "{n} Clip wartet, bis du dich bei {title} anmeldest.",
  "{n} clips wait until you log in to {title}.": "{n} Clips warten, bis du dich bei {title} anmeldest.",
  "{n} clip waits to be checked.": "{n} Clip wartet auf die Prüfung.",
  "{n} clips wait to be checked.": "{n} Clips warten auf die Prüfung.",
  "{n} clip waits to be copied.": "{n} Clip wartet darauf, kopiert zu werden.",
  "{n} clips wait to be copied.": "{n} Clips warten darauf, kopiert zu werden.",
  "Every clip lies here first.": "Jeder Clip liegt zuerst hier.",
  "Copies of clips go here.": "Kopien der Clips kommen hierher.",
};
