import type { camera as german } from "#panel/web/languages/de/camera.ts";

export const camera = {
  Detection: "Detección",
  "Looks for people, vehicles and animals": "Busca personas, vehículos y animales",
  Recording: "Grabación",
  "Records when something moves": "Graba cuando algo se mueve",
  Analysis: "Análisis",
  "Lets the vision model describe clips": "Deja que el modelo de visión describa los clips",
  "Tells you of alerts": "Te avisa de las alertas",
  "It is tried again in {span}.": "Nuevo intento en {span}.",
  "It is being tried again now.": "Reintentando ahora.",
  "What is wrong with the picture of {name}": "Qué falla en la imagen de {name}",
  "This is how it should look now": "Así debe verse ahora",
  "Switches of {name}": "Interruptores de {name}",
  "No such camera": "No existe esa cámara",
  "It may have been renamed or removed in the app's configuration.":
    "Quizá se renombró o se quitó en la configuración de la aplicación.",
  "Back to cameras": "Volver a las cámaras",
  "Back to {name}": "Volver a {name}",
  "Zones and lines": "Zonas y líneas",
  "no sound": "sin sonido",
  "with sound": "con sonido",
  "Live since {when}.": "En directo desde {when}.",
  "So since {when}.": "Así desde {when}.",
  Latest: "Lo último",
  "Show all": "Ver todo",
  "Walk past the camera: what moves appears here within seconds.":
    "Pasa por delante de la cámara: lo que se mueve aparece aquí en segundos.",
  "What the vision model should know": "Lo que debe saber el modelo de visión",
  "In your words, like to a neighbour who watches the house. It is told with every clip of this camera that is described.":
    "Con tus palabras, como a un vecino que vigila la casa. Se envía con cada clip de esta cámara que se describe.",
  "What it is for": "Para qué sirve",
  "What it looks at, and what you want to know of.": "Qué mira y qué quieres saber.",
  "Watches the drive. Parcels are left to the left of the door.":
    "Vigila la entrada. Los paquetes se dejan a la izquierda de la puerta.",
  "What is normal here": "Qué es normal aquí",
  "What happens again and again and is no reason to worry.": "Lo que pasa una y otra vez y no preocupa.",
  "The neighbours cross the lawn. The bins are fetched on Tuesdays.":
    "Los vecinos cruzan el césped. La basura se recoge los martes.",
  "Nothing was said so far.": "Aún no se ha dicho nada.",
  "Version {n} of what is normal.": "Versión {n} de lo que es normal.",
  "Somebody else changed this meanwhile. What you wrote stands here still; saving it again replaces theirs:":
    "Otra persona lo cambió entretanto. Tu texto sigue aquí; al guardarlo de nuevo reemplaza este:",
} satisfies Record<keyof typeof german, string>;
