import type { camera as german } from "#panel/web/languages/de/camera.ts";

export const camera = {
  Detection: "Detectie",
  "Looks for people, vehicles and animals": "Zoekt naar mensen, voertuigen en dieren",
  Recording: "Opname",
  "Records when something moves": "Neemt op als er iets beweegt",
  Analysis: "Analyse",
  "Lets the vision model describe clips": "Laat het beeldmodel clips beschrijven",
  "Tells you of alerts": "Stuurt je meldingen",
  "It is tried again in {span}.": "Nieuwe poging over {span}.",
  "It is being tried again now.": "Er wordt nu opnieuw geprobeerd.",
  "What is wrong with the picture of {name}": "Wat er mis is met het beeld van {name}",
  "This is how it should look now": "Zo hoort het er nu uit te zien",
  "Switches of {name}": "Schakelaars van {name}",
  "No such camera": "Camera bestaat niet",
  "It may have been renamed or removed in the app's configuration.":
    "Misschien is hij hernoemd of verwijderd in de configuratie van de app.",
  "Back to cameras": "Terug naar camera's",
  "Back to {name}": "Terug naar {name}",
  "Zones and lines": "Zones en lijnen",
  "no sound": "geen geluid",
  "with sound": "met geluid",
  "Live since {when}.": "Live sinds {when}.",
  "So since {when}.": "Zo sinds {when}.",
  Latest: "Laatste",
  "Show all": "Alles tonen",
  "Walk past the camera: what moves appears here within seconds.":
    "Loop langs de camera: wat beweegt, verschijnt hier binnen enkele seconden.",
  "What the vision model should know": "Wat het beeldmodel moet weten",
  "In your words, like to a neighbour who watches the house. It is told with every clip of this camera that is described.":
    "In je eigen woorden, zoals tegen een buur die op het huis past. Het gaat mee met elke clip van deze camera die wordt beschreven.",
  "What it is for": "Waar hij voor is",
  "What it looks at, and what you want to know of.": "Wat hij ziet en wat je wilt weten.",
  "Watches the drive. Parcels are left to the left of the door.":
    "Kijkt naar de oprit. Pakketten worden links van de deur gezet.",
  "What is normal here": "Wat hier normaal is",
  "What happens again and again and is no reason to worry.":
    "Wat steeds weer gebeurt en geen reden tot zorg is.",
  "The neighbours cross the lawn. The bins are fetched on Tuesdays.":
    "De buren lopen over het gras. Dinsdag wordt het afval opgehaald.",
  "Nothing was said so far.": "Er is nog niets gezegd.",
  "Version {n} of what is normal.": "Versie {n} van wat normaal is.",
  "Somebody else changed this meanwhile. What you wrote stands here still; saving it again replaces theirs:":
    "Iemand anders heeft dit intussen gewijzigd. Jouw tekst staat hier nog; opnieuw opslaan vervangt deze:",
} satisfies Record<keyof typeof german, string>;
