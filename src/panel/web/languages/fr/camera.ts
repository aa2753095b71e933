import type { camera as german } from "#panel/web/languages/de/camera.ts";

export const camera = {
  Detection: "Détection",
  "Looks for people, vehicles and animals": "Cherche personnes, véhicules et animaux",
  Recording: "Enregistrement",
  "Records when something moves": "Enregistre quand quelque chose bouge",
  Analysis: "Analyse",
  "Lets the vision model describe clips": "Fait décrire les clips par le modèle de vision",
  "Tells you of alerts": "Vous signale les alertes",
  "It is tried again in {span}.": "Nouvel essai dans {span}.",
  "It is being tried again now.": "Nouvel essai en cours.",
  "What is wrong with the picture of {name}": "Ce qui ne va pas dans l'image de {name}",
  "This is how it should look now": "C'est ainsi qu'elle doit être désormais",
  "Switches of {name}": "Interrupteurs de {name}",
  "No such camera": "Caméra introuvable",
  "It may have been renamed or removed in the app's configuration.":
    "Elle a peut-être été renommée ou retirée dans la configuration de l'application.",
  "Back to cameras": "Retour aux caméras",
  "Back to {name}": "Retour à {name}",
  "Zones and lines": "Zones et lignes",
  "no sound": "sans son",
  "with sound": "avec son",
  "Live since {when}.": "En direct depuis {when}.",
  "So since {when}.": "Ainsi depuis {when}.",
  Latest: "Derniers clips",
  "Show all": "Tout afficher",
  "Walk past the camera: what moves appears here within seconds.":
    "Passez devant la caméra : ce qui bouge apparaît ici en quelques secondes.",
  "What the vision model should know": "Ce que le modèle de vision doit savoir",
  "In your words, like to a neighbour who watches the house. It is told with every clip of this camera that is described.":
    "Avec vos mots, comme à un voisin qui surveille la maison. C'est transmis avec chaque clip décrit de cette caméra.",
  "What it is for": "À quoi elle sert",
  "What it looks at, and what you want to know of.": "Ce qu'elle voit et ce que vous voulez savoir.",
  "Watches the drive. Parcels are left to the left of the door.":
    "Surveille l'allée. Les colis sont posés à gauche de la porte.",
  "What is normal here": "Ce qui est normal ici",
  "What happens again and again and is no reason to worry.": "Ce qui arrive souvent et n'est pas inquiétant.",
  "The neighbours cross the lawn. The bins are fetched on Tuesdays.":
    "Les voisins traversent la pelouse. Les poubelles sont ramassées le mardi.",
  "Nothing was said so far.": "Rien n'a encore été dit.",
  "Version {n} of what is normal.": "Version {n} de ce qui est normal.",
  "Somebody else changed this meanwhile. What you wrote stands here still; saving it again replaces theirs:":
    "Quelqu'un d'autre l'a modifié entre-temps. Votre texte est toujours là ; l'enregistrer à nouveau remplace celui-ci :",
} satisfies Record<keyof typeof german, string>;
