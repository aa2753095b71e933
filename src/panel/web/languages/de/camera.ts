export const camera = {
  Detection: "Erkennung",
  "Looks for people, vehicles and animals": "Sucht nach Personen, Fahrzeugen und Tieren",
  Recording: "Aufnahme",
  "Records when something moves": "Nimmt auf, wenn sich etwas bewegt",
  Analysis: "Analyse",
  "Lets the vision model describe clips": "Lässt das Bildmodell Clips beschreiben",
  "Tells you of alerts": "Meldet dir Alarme",
  "It is tried again in {span}.": "Neuer Versuch in {span}.",
  "It is being tried again now.": "Es wird gerade neu versucht.",
  "What is wrong with the picture of {name}": "Was am Bild von {name} nicht stimmt",
  "This is how it should look now": "So soll es jetzt aussehen",
  "Switches of {name}": "Schalter von {name}",
  "No such camera": "Keine solche Kamera",
  "It may have been renamed or removed in the app's configuration.":
    "Vielleicht wurde sie in der Konfiguration der App umbenannt oder entfernt.",
  "Back to cameras": "Zurück zu den Kameras",
  "Back to {name}": "Zurück zu {name}",
  "Zones and lines": "Zonen und Linien",
  "no sound": "kein Ton",
  "with sound": "mit Ton",
  "Live since {when}.": "Live seit {when}.",
  "So since {when}.": "So seit {when}.",
  Latest: "Zuletzt",
  "Show all": "Alle anzeigen",
  "Walk past the camera: what moves appears here within seconds.":
    "Geh an der Kamera vorbei: Was sich bewegt, erscheint hier in Sekunden.",
  "What the vision model should know": "Was das Bildmodell wissen soll",
  "In your words, like to a neighbour who watches the house. It is told with every clip of this camera that is described.":
    "In deinen Worten, wie zu einem Nachbarn, der auf das Haus aufpasst. Es geht mit jedem Clip dieser Kamera mit, der beschrieben wird.",
  "What it is for": "Wofür sie da ist",
  "What it looks at, and what you want to know of.": "Was sie sieht und was du wissen willst.",
  "Watches the drive. Parcels are left to the left of the door.":
    "Blickt auf die Einfahrt. Pakete werden links neben der Tür abgestellt.",
  "What is normal here": "Was hier normal ist",
  "What happens again and again and is no reason to worry.":
    "Was immer wieder geschieht und kein Grund zur Sorge ist.",
  "The neighbours cross the lawn. The bins are fetched on Tuesdays.":
    "Die Nachbarn gehen über den Rasen. Dienstags kommt die Müllabfuhr.",
  "Nothing was said so far.": "Bisher wurde nichts gesagt.",
  "Version {n} of what is normal.": "Version {n} dessen, was normal ist.",
  "Somebody else changed this meanwhile. What you wrote stands here still; saving it again replaces theirs:":
    "Jemand anders hat das inzwischen geändert. Dein Text steht noch hier; erneutes Speichern ersetzt diesen:",
};
